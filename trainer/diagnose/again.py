"""A run again with something changed: a variant of the same experiment, called after the change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from store.compare.catalogue import flatten
from store.errors import StoreError
from store.names import PROBE, find_rows, is_fresh
from store.run import Run
from store.store import Store
from store.yardstick import SHOWN_HASH
from trainer.diagnose.called import called
from trainer.diagnose.kept import kept_experiment
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.foresight import equal_runs
from trainer.launch.queue import Queued, queue_runs
from trainer.launch.terms import USUAL, Terms
from trainer.plan.config import Config
from trainer.plan.conflicts import find_conflicts
from trainer.plan.experiment import Experiment
from trainer.plan.identity import config_hash
from trainer.plan.merging import inherit
from trainer.plan.overrides import apply_overrides, parse_overrides
from trainer.plan.parse import dump_config, parse_config
from trainer.plan.references import needed_variants
from trainer.plan.runs import PlannedRun, differences, hash_variants, plan_runs
from trainer.settings.problems import PlanError


@dataclass(frozen=True)
class Origin:
    """The runs that something is changed of: all of one configuration, with the experiment that they belong to."""

    experiment: Experiment
    variant: str
    asked: str
    """The variant, or `variant@hash` where these are of an earlier configuration of it."""
    config: Config
    seeds: tuple[int, ...]
    terms: Terms
    known: dict[str, str]
    """The variant that is, or was, configured so, by the hash of its configuration."""

    @property
    def name(self) -> str:
        """`experiment/variant`, and `@hash` for an earlier configuration."""
        return f"{self.experiment.name}/{self.asked}"

    @property
    def alone(self) -> Experiment:
        """The experiment with this variant only, for a form of its settings."""
        return replace(self.experiment, variants={self.variant: self.config}, baseline=self.variant)


@dataclass(frozen=True)
class Changed:
    """What comes of a change: the variant that it is, new or known, and its runs in order."""

    experiment: Experiment
    variant: str
    origin: str
    """What it was made of, as `experiment/variant`."""
    planned: tuple[PlannedRun, ...]
    terms: Terms

    @property
    def name(self) -> str:
        """`experiment/variant`."""
        return f"{self.experiment.name}/{self.variant}"


def origin_of(store: Store, runs: Sequence[Run]) -> Origin:
    """Return what can be changed of runs. Raises `StoreError` where they are not all of one configuration.

    Plug-ins run as far as they were trusted. Raises `PlanError` where the settings are not known any more.
    """
    first = runs[0].whole_record()
    alike = {(run.record["experiment"], run.record["variant"], run.record["config_hash"]) for run in runs}
    if len(alike) > 1:
        raise StoreError("these runs have not all the same settings; a change is made of one run, or of one variant")
    name, variant = str(first["experiment"]), str(first["variant"])
    state = runs[0].state()
    terms = Terms.from_state(state)
    asked = _asked(store, name, variant, str(first["config_hash"]))
    experiment = kept_experiment(store, name, [asked])
    return Origin(
        experiment,
        variant,
        asked,
        experiment.variants[asked],
        tuple(dict.fromkeys(int(run.record["seed"]) for run in runs)),
        replace(terms, keep=USUAL.keep) if variant.startswith(PROBE) else terms,
        _known(store, name),
    )


def changed(origin: Origin, sets: Sequence[str], seeds: int | None = None) -> Changed:
    """Return what comes of changes, each written as `path=value`, with the same seeds, or with so many.

    Raises `PlanError` where they do not go together, and `StoreError` where they change nothing.
    """
    config = _config(origin, sets)
    before, after = (flatten(dump_config(one)) for one in (origin.config, config))
    if not differences(before, after):
        raise StoreError(f"{origin.name} has {', '.join(sets)} already, so nothing would be changed")
    experiment = origin.experiment
    _require_needed(experiment, config)
    hashed = config_hash(config, hash_variants(experiment.variants))
    paths = [override.path for override in parse_overrides(sets, ())]
    own = called(origin.variant.removeprefix(PROBE), paths, after, hashed)
    name = origin.known.get(hashed, own)
    new = {} if hashed in origin.known else {name: f"{origin.variant} with {', '.join(sets)}"}
    notes = {**experiment.notes, **new}
    whole = replace(experiment, variants={**experiment.variants, name: config}, notes=notes)
    wanted = origin.seeds if seeds is None else tuple(islice(_seeds(origin), seeds))
    return Changed(whole, name, origin.name, tuple(plan_runs(whole, [name], wanted)), origin.terms)


def there_already(store: Store, change: Changed) -> list[str]:
    """Return for each run the id of the equal one that would be taken instead, or nothing."""
    return equal_runs(store, change.planned)


def queue_changed(store: Store, change: Changed) -> Queued:
    """Queue what the store has not, and see to it that it is done."""
    queued = queue_runs(store, change.planned, terms=change.terms)
    if queued.new or queued.resumed:
        ensure_dispatcher(store)
    return queued


def _asked(store: Store, experiment: str, variant: str, hashed: str) -> str:
    """Return what a configuration is asked for by: the variant, if it is the newest of it."""
    newest = find_rows(f"{experiment}/{variant}", store.rows())[-1]
    return variant if newest.config_hash == hashed else f"{variant}@{hashed[:SHOWN_HASH]}"


def _config(origin: Origin, sets: Sequence[str]) -> Config:
    own = apply_overrides({"base": {}, "variants": {}}, parse_overrides(sets, ())).get("base", {})
    config = parse_config(inherit([dump_config(origin.config), own]))
    if problems := list(find_conflicts(dump_config(config))):
        raise PlanError(problems)
    return config


def _require_needed(experiment: Experiment, config: Config) -> None:
    gone = [name for name in needed_variants(config) if name not in experiment.variants]
    if gone:
        there = ", ".join(experiment.variants)
        raise StoreError(f"variant:{gone[0]}: no run of {experiment.name} is of that variant; there are {there}")


def _known(store: Store, experiment: str) -> dict[str, str]:
    """Return who is configured how; a variant of somebody's own before what only a search has asked for."""
    rows = [row for row in store.rows() if row.experiment == experiment]
    rows.sort(key=lambda row: (not row.variant.startswith(PROBE), row.created))
    return {row.config_hash: row.variant for row in rows}


def _seeds(origin: Origin) -> Iterator[int]:
    """Yield the origin's own seeds, then those that other variants have been run with, then new ones."""
    others = [seed for seed in origin.experiment.seeds if seed not in origin.seeds and not is_fresh(seed)]
    known = {*origin.seeds, *others}
    yield from origin.seeds
    yield from others
    yield from (seed for seed in count(1) if seed not in known)
