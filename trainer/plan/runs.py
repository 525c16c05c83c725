"""From an experiment to the runs to do, in the order to do them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store.compare.catalogue import flatten
from store.errors import did_you_mean
from trainer.plan.config import Config
from trainer.plan.identity import config_hash
from trainer.plan.parse import dump_config
from trainer.settings.problems import PlanError, Problem, one_of, shown

if TYPE_CHECKING:
    from trainer.plan.experiment import Experiment


@dataclass(frozen=True)
class PlannedRun:
    """One variant with one seed. `start` is the variant and seed whose weights it begins with.

    `changes` says by dotted path in what the variant differs: the baseline's value and its own (None: it has none).
    """

    experiment: "Experiment"
    variant: str
    seed: int
    config: Config
    start: tuple[str, int] | None
    config_hash: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def plan_runs(
    experiment: "Experiment", only: Sequence[str] = (), seeds: Sequence[int] | None = None
) -> list[PlannedRun]:
    """Return the runs of these variants (all by default), seed by seed, each after the run that it starts from.

    Variants that others start from are included. Raises `PlanError` for a variant that the experiment does not have.
    """
    order = _with_starts(experiment, only or tuple(experiment.variants))
    hashes = hash_variants(experiment.variants)
    base = flatten(dump_config(experiment.variants[experiment.baseline]))
    runs = []
    for seed in experiment.seeds if seeds is None else seeds:
        for variant in order:
            config = experiment.variants[variant]
            start = start_variant(config)
            changes = differences(base, flatten(dump_config(config)))
            runs.append(
                PlannedRun(
                    experiment, variant, seed, config, (start, seed) if start else None, hashes[variant], changes
                )
            )
    return runs


def start_variant(config: Config) -> str | None:
    """Return the variant that a configuration starts from, if it does."""
    kind, _, name = config.network.start.partition(":")
    return name if kind == "variant" else None


def hash_variants(variants: Mapping[str, Config]) -> dict[str, str]:
    """Return every variant's configuration hash, following starts."""
    hashes: dict[str, str] = {}
    for name in variants:
        for step in reversed(start_chain(variants, name)):
            start = start_variant(variants[step])
            hashes[step] = config_hash(variants[step], hashes[start] if start else None)
    return hashes


def start_chain(variants: Mapping[str, Config], name: str) -> list[str]:
    """Return a variant, the one that it starts from, and so on to the first."""
    chain = [name]
    while (start := start_variant(variants[chain[-1]])) is not None:
        chain.append(start)
    return chain


def _with_starts(experiment: "Experiment", wanted: Sequence[str]) -> list[str]:
    problems = [_unknown(name, experiment) for name in wanted if name not in experiment.variants]
    if problems:
        raise PlanError(problems)
    chains = (reversed(start_chain(experiment.variants, name)) for name in wanted)
    return list(dict.fromkeys(step for chain in chains for step in chain))


def _unknown(name: str, experiment: "Experiment") -> Problem:
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
