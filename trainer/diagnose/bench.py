"""Where mixtures of two variants become runs: what the store has is used, what is missing is queued."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count, takewhile

from store.compare.groups import group_of
from store.compare.metrics import metric
from store.names import FRESH, PROBE, find_rows, is_fresh
from store.row import Row
from store.run import Run
from store.status import Status
from store.store import Store
from trainer.diagnose.changes import Change, changes_between, mixture_of
from trainer.diagnose.evidence import BASELINE, Evidence, Mixture
from trainer.diagnose.inquiry import Wanted
from trainer.launch.queue import queue_runs
from trainer.launch.terms import USUAL, Terms
from trainer.plan.config import Config
from trainer.plan.conflicts import find_conflicts
from trainer.plan.earlier import more_of, name_of
from trainer.plan.experiment import Experiment
from trainer.plan.identity import config_hash
from trainer.plan.parse import dump_config, parse_config
from trainer.plan.runs import hash_variants, plan_runs
from trainer.settings.problems import PlanError

KEEPING_NOTHING = replace(USUAL, keep=())
"""Of a probe, its figures are all that is wanted."""
SPELLED = 2
"""How many changes a probe's name spells out."""


@dataclass
class Bench:
    """Tries mixtures of two variants of an experiment in a store, judged by one figure."""

    store: Store
    experiment: Experiment
    baseline: str
    tuned: str
    figure: str = "val.accuracy"
    terms: Terms = KEEPING_NOTHING
    _names: dict[Mixture, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        variants = self.experiment.variants
        more = {more_of(name): variants[name] for name in (self.baseline, self.tuned)}
        self.experiment = replace(self.experiment, variants={**variants, **more})
        self.hashes = self.hashes or hash_variants(self.experiment.variants)
        self._names |= {BASELINE: self.baseline, frozenset(self.changes): self.tuned}
        self._seeds = self._known_seeds()

    @cached_property
    def changes(self) -> dict[str, Change]:
        """What differs between the two, by name."""
        return changes_between(*(self._config(name) for name in (self.baseline, self.tuned)))

    def queue(self, wanted: Wanted, evidence: Evidence) -> list[Run]:
        """Queue what the store lacks, and return all runs that are wanted; what cannot be is noted as refused."""
        runs = [self._queue(mixture, self.seeds(number), evidence) for mixture, number in wanted.items()]
        return list(chain.from_iterable(runs))

    def read(self, runs: Iterable[Run], evidence: Evidence) -> None:
        """Take note of the figures of runs that are over; a mixture of which one did not finish cannot be had."""
        mixtures = {name: mixture for mixture, name in self._names.items()}
        groups: dict[Mixture, list[Run]] = {}
        for run in runs:
            if (mixture := mixtures.get(self.name_of(run))) is not None:
                groups.setdefault(mixture, []).append(run)
        for mixture, members in groups.items():
            figures = self.figures(members)
            known = takewhile(figures.__contains__, self._seeds)
            evidence.figures[mixture] = [figures[seed] for seed in known]
            if lost := self.lost(members, figures):
                evidence.refused[mixture] = lost

    def lost(self, runs: Iterable[Run], figures: Mapping[int, float]) -> str:
        """Say why a run that is over gave none of these figures; nothing where all have."""
        for run in runs:
            standing = run.standing()
            if standing.status is not Status.FINISHED:
                return f"{run.name} {standing.status}: {standing.reason}"
            if run.record["seed"] not in figures:
                return f"{run.name} has no figure {self.figure}"
        return ""

    def figures(self, runs: Sequence[Run], figure: str = "") -> dict[int, float]:
        """Return a figure by seed, turned so that more is better, of those runs that finished."""
        name = figure or self.figure
        finished = [run for run in runs if run.standing().status is Status.FINISHED]
        values = group_of(finished).values(name) if finished else {}
        return {seed: value * (metric(name).direction or 1) for seed, value in values.items()}

    def held_out_figure(self) -> str:
        """Return the test set's figure that answers to the one that is judged by; that itself where there is none."""
        twin = self.figure.replace("val.", "test.", 1) if self.figure.startswith("val.") else self.figure
        found = find_rows(f"{self.experiment.name}/{self.baseline}", self.rows())
        return twin if twin in group_of([self.store.run(row.id) for row in found]).metrics() else self.figure

    def seeds(self, number: int) -> list[int]:
        """Return the first so many seeds: those that baseline and tuned are run with, then new ones.

        They stand in the order in which the second of the two was queued with them. So what a search queues changes
        nothing of the order in which it takes them.
        """
        new = (seed for seed in count(1) if seed not in self._seeds)
        while len(self._seeds) < number:
            self._seeds.append(next(new))
        return self._seeds[:number]

    def finished_with(self) -> int:
        """Return with how many seeds both baseline and tuned have finished."""
        baseline, tuned = (
            {row.seed for row in self.rows_of(name) if row.status is Status.FINISHED and not is_fresh(row.seed)}
            for name in (self.baseline, self.tuned)
        )
        return len(baseline & tuned)

    def fresh_seeds(self, number: int) -> list[int]:
        """Return so many seeds that no search is judged by, always the same ones."""
        return list(range(FRESH, FRESH + number))

    def variant(self, mixture: Mixture) -> str:
        """Return the variant that is a mixture, made if there is none. Raises `PlanError` for one that cannot be."""
        if mixture not in self._names:
            table = mixture_of(self._config(self.baseline), self.changes, mixture)
            if problems := list(find_conflicts(table)):
                raise PlanError(problems)
            spelled = len(mixture) <= SPELLED or len(mixture) >= len(self.changes) - SPELLED
            told = self.told(mixture)
            self._names[mixture] = self.add(told if spelled else "", parse_config(table), told)
        return self._names[mixture]

    def rows(self) -> Sequence[Row]:
        """Return the runs of the experiment, oldest first."""
        return [row for row in self.store.rows() if row.experiment == self.experiment.name]

    def name_of(self, run: Run) -> str:
        """Return the variant that a run is of, as it is called here."""
        return name_of(str(run.record["variant"]), str(run.record["config_hash"]), self.hashes)

    def rows_of(self, name: str) -> Sequence[Row]:
        """Return the runs of a variant, as it is configured here, oldest first."""
        return [
            row
            for row in self.rows()
            if row.config_hash == self.hashes[name] and name_of(row.variant, row.config_hash, self.hashes) == name
        ]

    def run(self, mixture: Mixture, seeds: Sequence[int]) -> list[Run]:
        """Queue a mixture with these seeds, as far as the store has no equal runs, and return its runs."""
        return self.run_variant(self.variant(mixture), seeds)

    def run_variant(self, name: str, seeds: Sequence[int]) -> list[Run]:
        """Queue a variant with these seeds, as far as the store has no equal runs, and return its runs."""
        queued = queue_runs(self.store, plan_runs(self.experiment, [more_of(name)], seeds), terms=self.terms)
        return [run for run in queued.runs if self.name_of(run) == name]

    def _queue(self, mixture: Mixture, seeds: Sequence[int], evidence: Evidence) -> list[Run]:
        try:
            return self.run(mixture, seeds)
        except PlanError as error:
            evidence.refused[mixture] = str(error)
            return []

    def add(self, name: str, config: Config, note: str) -> str:
        """Return the variant that is configured so already, or a new probe, called by its hash where it has no name."""
        variants = self.experiment.variants
        name, hashed = f"{PROBE}{name}", self.hash_of(config)
        for known, other in self.hashes.items():
            if known != name and other == hashed:
                return known
        if name == PROBE:
            name += hashed[:6]
        self.hashes[name] = hashed
        notes = {**self.experiment.notes, name: note}
        self.experiment = replace(self.experiment, variants={**variants, name: config}, notes=notes)
        return name

    def hash_of(self, config: Config) -> str:
        """Return the hash of a configuration, whose references are to variants of this experiment."""
        return config_hash(config, self.hashes)

    def told(self, mixture: Mixture) -> str:
        """Say what a mixture is, by the shorter way."""
        if mixture in {BASELINE, frozenset(self.changes)}:
            return self._names[mixture]
        added = [name for name in self.changes if name in mixture]
        put_back = [name for name in self.changes if name not in mixture]
        if len(added) <= len(put_back):
            return f"{self.baseline}+{'+'.join(added)}"
        return f"{self.tuned}-{'-'.join(put_back)}"

    def _config(self, name: str) -> Mapping[str, object]:
        return dump_config(self.experiment.variants[name])

    def _known_seeds(self) -> list[int]:
        """Return the seeds that both are run with, or were, then those that one is."""
        queued = [self._queued(name) for name in (self.baseline, self.tuned)]
        first, second = queued
        both = sorted(first.keys() & second.keys(), key=lambda seed: max(first[seed], second[seed]))
        return list(dict.fromkeys([*both, *first, *second]))

    def _queued(self, variant: str) -> dict[int, float]:
        """Return when a variant was first queued with each seed, but for runs that failed; in that order."""
        found: dict[int, float] = {}
        for row in self.rows_of(variant):
            if row.status is not Status.FAILED and not is_fresh(row.seed):
                found.setdefault(row.seed, row.created)
        return found
