"""From an experiment to the runs to do, in the order to do them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from store.compare.catalogue import flatten
from store.errors import did_you_mean
from trainer.plan.config import Config
from trainer.plan.identity import config_hash
from trainer.plan.parse import dump_config
from trainer.plan.references import needed_variants, references_of
from trainer.settings.problems import PlanError, Problem, one_of, shown
from trainer.settings.references import variant_of

if TYPE_CHECKING:
    from trainer.plan.experiment import Experiment


Needs = dict[str, tuple[tuple[str, int], ...]]
"""By reference (`variant:tuned`), the variants and seeds that it means."""


@dataclass(frozen=True)
class PlannedRun:
    """One variant with one seed. `needs` are the variants and seeds whose weights its settings refer to, by reference.

    `changes` says by dotted path in what the variant differs: the baseline's value and its own (None: it has none).
    """

    experiment: "Experiment"
    variant: str
    seed: int
    config: Config
    needs: Needs
    config_hash: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def start(self) -> tuple[str, int] | None:
        """The variant and seed whose weights it begins with."""
        return next(iter(self.needs.get(self.config.network.start, ())), None)


def plan_runs(
    experiment: "Experiment", only: Sequence[str] = (), seeds: Sequence[int] | None = None
) -> list[PlannedRun]:
    """Return the runs of these variants (all by default), seed by seed, each after those whose weights it needs.

    Variants that others need are included. Raises `PlanError` for a variant that the experiment does not have.
    """
    order = _with_needed(experiment, only or tuple(experiment.variants))
    hashes = hash_variants(experiment.variants)
    base = flatten(dump_config(experiment.variants[experiment.baseline]))
    seeds = tuple(experiment.seeds if seeds is None else seeds)
    runs: dict[tuple[str, int], PlannedRun] = {}

    def add(variant: str, seed: int) -> None:
        if (variant, seed) in runs:
            return
        config = experiment.variants[variant]
        needs = _needs(config, seed, seeds)
        for node in chain.from_iterable(needs.values()):
            add(*node)
        changes = differences(base, flatten(dump_config(config)))
        runs[variant, seed] = PlannedRun(experiment, variant, seed, config, needs, hashes[variant], changes)

    for seed in seeds:
        for variant in order:
            add(variant, seed)
    return list(runs.values())


def _needs(config: Config, seed: int, seeds: tuple[int, ...]) -> Needs:
    """Return the variants and seeds that each reference means: those of the same seed, or of all."""
    found: Needs = {}
    for reference in chain.from_iterable(references_of(config).values()):
        variant = variant_of(reference)
        if variant is not None:
            meant = seeds if reference.startswith("seeds:") else (seed,)
            found[reference] = tuple((variant, one) for one in meant)
    return found


def hash_variants(variants: Mapping[str, Config]) -> dict[str, str]:
    """Return every variant's configuration hash, following its references."""
    hashes: dict[str, str] = {}
    for name in variants:
        for step in with_needed(variants, name):
            hashes[step] = config_hash(variants[step], hashes)
    return hashes


def with_needed(variants: Mapping[str, Config], name: str) -> list[str]:
    """Return the variants whose weights a variant needs, those that they need before them, and the variant itself."""
    found = [step for needed in needed_variants(variants[name]) for step in with_needed(variants, needed)]
    return list(dict.fromkeys([*found, name]))


def _with_needed(experiment: "Experiment", wanted: Sequence[str]) -> list[str]:
    problems = [unknown_variant(name, experiment) for name in wanted if name not in experiment.variants]
    if problems:
        raise PlanError(problems)
    return list(dict.fromkeys(step for name in wanted for step in with_needed(experiment.variants, name)))


def unknown_variant(name: str, experiment: "Experiment") -> Problem:
    """Return that an experiment has no variant of a name, with the nearest."""
    known = list(experiment.variants)
    return Problem(
        "",
        f"no variant is called {shown(name)}{did_you_mean(name, known) or f'; {one_of(known)}'}",
        str(experiment.file),
    )


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what differs between two flattened tables; a missing value counts as None."""
    paths = dict.fromkeys([*one, *other])
    return {path: (one.get(path), other.get(path)) for path in paths if one.get(path) != other.get(path)}
