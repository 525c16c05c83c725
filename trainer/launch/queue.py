"""Queueing: the folders of runs to be done, each with everything that it takes to do it."""

import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from store.errors import StoreError
from store.files import locked
from store.goal import goal_metric
from store.ids import new_id
from store.run import Run
from store.status import NOT_BEGUN, Status
from store.store import Store
from trainer.data.fingerprint import data_fingerprint
from trainer.launch.doorbell import LOCK
from trainer.launch.provenance import git_state, versions
from trainer.launch.resume import resume_runs
from trainer.launch.snapshot import keep_code
from trainer.launch.terms import USUAL, Terms
from trainer.plan.component_code import component_code
from trainer.plan.config import Config
from trainer.plan.earlier import as_in_files, own_variant
from trainer.plan.identity import code_identity, digest, run_identity
from trainer.plan.parse import dump_config
from trainer.plan.references import references_of, with_meanings
from trainer.plan.runs import PlannedRun, with_needed
from trainer.settings.problems import shown

REUSED = frozenset({Status.FINISHED, Status.QUEUED, Status.WAITING, Status.RUNNING, Status.SILENT})
"""What a run of equal identity must be, so that there is no need for another."""
RESUMED = frozenset({Status.STOPPED, Status.LOST, Status.SKIPPED})
"""What it may be else, to go on instead."""


@dataclass(frozen=True)
class Queued:
    """What became of planned runs."""

    new: list[Run]
    reused: list[Run]
    """Runs of equal identity that were there already: done, or on their way."""
    resumed: list[Run]
    """Of these, runs that had been stopped, lost or skipped, and go on now."""
    runs: list[Run]
    """All of them, in the planned order."""


@dataclass
class Batch:
    """Planned runs on their way into the queue: what they have in common is found out once."""

    store: Store
    planned: Sequence[PlannedRun]
    again: bool = False
    terms: Terms = USUAL
    records: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    """The run of each (variant, seed), new or reused, in the planned order."""

    def __post_init__(self) -> None:
        self._fingerprints: dict[str, str] = {}
        self._packages: dict[str, dict[str, str]] = {}
        self._now = time.time()

    def add(self, planned: PlannedRun) -> None:
        """Find the run of equal identity, or write the record of a new one."""
        found = None if self.again else self._find(planned)
        if found is None:
            found = self._describe(planned)
        self.ids[planned.variant, planned.seed] = found

    def keep_what_is_needed(self, reused: Sequence[Run]) -> None:
        """Let runs keep their best weights, whatever was said, where others of this batch or store need them."""
        needed = {id_ for state in self.states for id_ in state["depends_on"]}
        for run in reused:
            keeps = "best" in run.state()["keep"]
            if not keeps and (run.id in needed or self.store.needing([run.id])):
                with run.change_state() as state:
                    state["keep"] = ["best", *state["keep"]]
        for record, state in zip(self.records, self.states, strict=True):
            if record["id"] in needed and "best" not in state["keep"]:
                state["keep"] = ["best", *state["keep"]]

    def set_terms(self, runs: Iterable[Run]) -> None:
        """Let runs that were queued before have the terms that were said now, if any were."""
        for run in runs if self.terms != USUAL else ():
            with run.change_state() as state:
                state.update(self.terms.as_state())

    def identity(self, planned: PlannedRun) -> str:
        """Return the planned run's identity; references by run, or to all seeds, count as what they mean now."""
        named = self._named_runs(planned)
        of_seeds = [nodes for name, nodes in planned.needs.items() if name.startswith("seeds:")]
        meant = [*named.values(), *([seed for _, seed in nodes] for nodes in of_seeds)]
        settings = digest([planned.config_hash, *meant]) if meant else planned.config_hash
        others = [plugin.sha256 for plugin in planned.experiment.plugins] + list(self._components(planned).values())
        return run_identity(settings, planned.seed, self.fingerprint(planned.config), code_identity(), others)

    def fingerprint(self, config: Config) -> str:
        """Return the fingerprint of a configuration's data, which is read once for all runs that share it."""
        data = digest({name: table for name, table in dump_config(config).items() if name in {"data", "source"}})
        if data not in self._fingerprints:
            self._fingerprints[data] = data_fingerprint(config.data, config.source)
        return self._fingerprints[data]

    def _components(self, planned: PlannedRun) -> dict[str, str]:
        """Return the code that installed packages add to a run, and to those whose weights it needs, by package."""
        if planned.variant not in self._packages:
            variants = planned.experiment.variants
            needed = with_needed(variants, planned.variant)
            goal = goal_metric(planned.experiment.goal)
            self._packages[planned.variant] = component_code((variants[name] for name in needed), goal)
        return self._packages[planned.variant]

    def _find(self, planned: PlannedRun) -> str | None:
        identity = self.identity(planned)
        names = [f"{planned.experiment.name}/{planned.variant}/{planned.seed}"]
        if (own := own_variant(planned.variant)) != planned.variant:  # more runs of an earlier configuration
            names.append(f"{planned.experiment.name}/{own}/{planned.seed}")
        known = chain.from_iterable(self._known.get((name, planned.config_hash), ()) for name in names)
        candidates = map(self.store.run, known)
        needed = _needed(self._weights(planned))
        wanted = (planned.variant, planned.seed) in self._nodes_needed
        fit = (run for run in candidates if _is_equal(run, identity, needed))
        return next((run.id for run in fit if not (wanted and run.lacks_weights())), None)

    @cached_property
    def _nodes_needed(self) -> set[tuple[str, int]]:
        """The variants and seeds whose weights others of this batch need."""
        return {node for planned in self.planned for nodes in planned.needs.values() for node in nodes}

    @cached_property
    def _known(self) -> dict[tuple[str, str], list[str]]:
        """The ids of runs that might serve, by name and configuration: those that are to go on last, else newest first.

        One of another name would not be found where its results are looked for: `table` and `diff` go by names. Of an
        earlier configuration there are those of its variant, and those that were queued as more of it.
        """
        known: dict[tuple[str, str], list[str]] = {}
        rows = [row for row in reversed(self.store.rows()) if row.status in REUSED | RESUMED]
        for row in sorted(rows, key=lambda row: row.status in RESUMED):
            known.setdefault((row.name, row.config_hash), []).append(row.id)
        return known

    def _describe(self, planned: PlannedRun) -> str:
        created = self._now + len(self.records) * 1e-3
        weights = self._weights(planned)
        called = as_in_files(weights)
        record = {
            "id": new_id(created),
            "created": created,
            **_plan(planned),
            "config": with_meanings(planned.config, lambda name: called.get(name, name)),
            "identity": self.identity(planned),
            "data_fingerprint": self.fingerprint(planned.config),
            "code": code_identity(),
            "components": self._components(planned),
            "start_run": next(iter(weights.get(planned.config.network.start, ())), None),
            "weights": {called[name]: ids for name, ids in weights.items()},
            **self._provenance,
        }
        self.records.append(record)
        self.states.append({**self.terms.as_state(), "order": created, "depends_on": _needed(weights)})
        return str(record["id"])

    def _weights(self, planned: PlannedRun) -> dict[str, list[str]]:
        """Return the runs whose weights the settings refer to, by reference."""
        needed = {name: [self.ids[node] for node in nodes] for name, nodes in planned.needs.items()}
        return needed | {name: [id_] for name, id_ in self._named_runs(planned).items()}

    def _named_runs(self, planned: PlannedRun) -> dict[str, str]:
        """Return the run that each reference by `run:` means now."""
        found = [(place, name) for place, names in references_of(planned.config).items() for name in names]
        return {name: self._named_run(planned, place, name) for place, name in found if name.startswith("run:")}

    def _named_run(self, planned: PlannedRun, place: str, reference: str) -> str:
        try:
            return _with_weights(self.store.find(reference.removeprefix("run:"))).id
        except StoreError as error:
            file = planned.experiment.file
            raise StoreError(f"{file}: {place}: variant {planned.variant}: {shown(reference)}: {error}") from error

    @cached_property
    def _provenance(self) -> dict[str, Any]:
        folder = self.planned[0].experiment.file.resolve().parent
        return {"versions": versions(), "git": git_state(folder), "host": socket.gethostname()}


def queue_runs(
    store: Store,
    planned: Sequence[PlannedRun],
    again: bool = False,  # noqa: FBT001, FBT002
    terms: Terms = USUAL,
) -> Queued:
    """Queue planned runs; unless `again`, one of equal identity and name is taken instead that is done, or on its way.

    One that was stopped or lost goes on. Whoever queues then calls `ensure_dispatcher`. Raises `DataError` where the
    data is not to be had.
    """
    batch = Batch(store, planned, again, terms)
    for config in _different(run.config for run in planned):
        batch.fingerprint(config)  # before the lock is taken: data may be large
    store.make()
    with locked(store.root / LOCK):
        for run in planned:
            batch.add(run)
        made = {record["id"] for record in batch.records}
        reused = [store.run(id_) for id_ in batch.ids.values() if id_ not in made]
        statuses = [run.standing().status for run in reused]
        resumed = [run for run, status in zip(reused, statuses, strict=True) if status in RESUMED]
        batch.set_terms(run for run, status in zip(reused, statuses, strict=True) if status in RESUMED | NOT_BEGUN)
        if resumed:
            resume_runs(store, resumed)
        batch.keep_what_is_needed(reused)
        if batch.records:
            keep_code(store.root, batch.records)
        new = {run.id: run for run in store.create_runs(batch.records, batch.states)} if batch.records else {}
    runs = [new.get(id_) or store.run(id_) for id_ in batch.ids.values()]
    return Queued(list(new.values()), reused, resumed, runs)


def _is_equal(run: Run, identity: str, needed: list[str]) -> bool:
    """Say whether a run is the one that is wanted; one that is to go on must need the same runs."""
    if run.record.get("identity") != identity:
        return False
    return run.state()["depends_on"] == needed or run.standing().status not in RESUMED


def _with_weights(run: Run) -> Run:
    if run.lacks_weights():
        raise StoreError(f"{run.name} ({run.id}) has kept no weights; do it anew with --again, and --keep best")
    return run


def _needed(weights: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(weights.values())))


def _plan(planned: PlannedRun) -> dict[str, Any]:
    """Return what a record takes from the experiment."""
    experiment = planned.experiment
    return {
        "experiment": experiment.name,
        "title": experiment.title,
        "variant": planned.variant,
        "seed": planned.seed,
        "goal": experiment.goal,
        "baseline": experiment.baseline,
        "note": experiment.notes.get(planned.variant, ""),
        "experiment_note": experiment.note,
        "config_hash": planned.config_hash,
        "plugins": [{"path": str(plugin.path.resolve()), "sha256": plugin.sha256} for plugin in experiment.plugins],
        "experiment_file": str(experiment.file.resolve()),
    }


def _different(configs: Iterable[Config]) -> Iterator[Config]:
    """Yield each configuration object once; the seeds of a variant share one."""
    seen: set[int] = set()
    for config in configs:
        if id(config) not in seen:
            seen.add(id(config))
            yield config
