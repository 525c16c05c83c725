"""One figure of several groups beside a baseline's: how far each lies from it, and what that means."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.compare.groups import Group, share_test_set
from store.compare.metrics import MEASURED, Metric
from store.compare.statistics.deltas import Delta, Values, differences
from store.compare.statistics.summary import mean
from store.compare.statistics.verdicts import Verdict, judge, seeds_to_tell

MARGIN = 0.01
"""The difference up to which nothing matters: of shares (accuracy) as it is, of other figures as a share of theirs."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How far a group lies from the baseline in one figure.

    Without a `delta` it cannot be compared: one of the two has no figure, or they are tested on other examples. Without
    a `verdict` nothing is to be said of it: neither way is good, runs are still under way, or all runs have the same.
    """

    delta: Delta | None = None
    verdict: Verdict | None = None
    seeds: int | None = None
    """How many would tell, where these do not."""


def compare_figure(metric: Metric, baseline: Group, others: Sequence[Group], margin: float) -> list[Compared]:
    """Compare a figure of groups with a baseline's, all at once (see `differences`)."""
    values = [_values(metric, baseline, other) for other in others]
    base = baseline.values(metric.key)
    directions = [metric.direction if baseline.settled and other.settled else 0 for other in others]
    return compare_values(base, values, directions, margin_of(metric, base, margin))


def compare_values(base: Values, values: Sequence[Values], directions: Sequence[int], margin: float) -> list[Compared]:
    """Compare figures by seed with a baseline's, all at once; a direction of 0 is not judged."""
    found = zip(differences(base, values), directions, strict=True)
    return [_compared(delta, direction, margin) for delta, direction in found]


def margin_of(metric: Metric, base: Values, margin: float) -> float:
    """Return the margin in the figure's own unit."""
    if metric.quantity.is_share or not base:
        return margin
    return margin * abs(mean(list(base.values())))


def _values(metric: Metric, baseline: Group, other: Group) -> Values:
    if other is baseline or (metric.part in MEASURED and not share_test_set(baseline, other)):
        return {}
    return other.values(metric.key)


def _compared(delta: Delta | None, direction: int, margin: float) -> Compared:
    if delta is None or not direction or (delta.half is None and not delta.mean):
        return Compared(delta)
    verdict = judge(delta, direction, margin)
    return Compared(delta, verdict, seeds_to_tell(delta, margin) if verdict is Verdict.UNTOLD else None)
