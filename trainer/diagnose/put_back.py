"""Each change put back by itself, in the tuned configuration: what comes back of what was lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.compare.compared import MARGIN, Compared, compare_values, margin_of
from store.compare.metrics import metric
from store.compare.statistics.deltas import Delta
from store.errors import StoreError
from trainer.diagnose.asked import Asked
from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.fixed import FEWEST, Measured, Plan, measure
from trainer.diagnose.search import Wait


@dataclass(frozen=True, slots=True)
class PutBack:
    """What each change recovers when it alone is put back, the one that recovers most first.

    All differences are to the tuned configuration, and hold together at 95 %; more is better.
    """

    whole: Compared
    """What comes back when all changes are: what the tuned configuration has lost."""
    recovered: dict[str, Compared]
    refused: dict[str, str]
    """Changes that cannot be put back alone, and why."""
    measured: Measured

    @property
    def declines(self) -> bool:
        """Whether the tuned configuration is worse beyond chance."""
        return self.whole.delta is not None and self.whole.delta.clear and self.whole.delta.mean > 0

    def share(self, delta: Delta | None) -> float | None:
        """Return which share of the decline a difference is; None where there is no decline to speak of."""
        whole = self.whole.delta
        return delta.mean / whole.mean if delta and whole and self.declines else None


def put_back_plan(changes: Sequence[str], seeds: Sequence[int]) -> Plan:
    """Return what is measured: both configurations, and the tuned one without each of its changes."""
    tuned = frozenset(changes)
    return dict.fromkeys([BASELINE, tuned, *(tuned - {change} for change in changes)], seeds)


def put_back(bench: Bench, asked: Asked, wait: Wait) -> PutBack:
    """Put back each change by itself. Raises `StoreError` where that takes more runs than may be."""
    changes = list(bench.changes)
    number = asked.seeds or max(bench.finished_with(), FEWEST)
    if (runs := number * (len(changes) + 2)) > asked.most_runs:
        raise StoreError(
            f"--most-runs {asked.most_runs}: to put back {len(changes)} changes with {number} seeds takes {runs} runs"
        )
    seeds = bench.seeds(number)
    return recovery(changes, measure(bench, put_back_plan(changes, seeds), wait), bench.figure)


def recovery(changes: Sequence[str], measured: Measured, figure: str) -> PutBack:
    """Return what the figures of `put_back_plan` tell."""
    tuned, figures = frozenset(changes), measured.figures
    rests = {change: tuned - {change} for change in changes}
    had = [change for change in changes if rests[change] in figures]
    mixtures: list[Mixture] = [BASELINE, *(rests[change] for change in had)]
    values: list[Mapping[int, float]] = [figures.get(mixture, {}) for mixture in mixtures]
    base = figures.get(tuned, {})
    margin = margin_of(metric(figure), base, MARGIN)
    whole, *found = compare_values(base, values, [1] * len(values), margin)
    recovered = dict(sorted(zip(had, found, strict=True), key=lambda pair: -_mean(pair[1])))
    refused = {change: measured.refused[rest] for change, rest in rests.items() if rest in measured.refused}
    return PutBack(whole, recovered, refused, measured)


def _mean(compared: Compared) -> float:
    return compared.delta.mean if compared.delta else 0.0
