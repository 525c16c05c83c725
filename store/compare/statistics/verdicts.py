"""What a difference means, in words, and how many seeds it would take where it cannot be told."""

import math
from bisect import bisect_left
from enum import StrEnum

from store.compare.statistics.deltas import Delta, sidak
from store.compare.statistics.studentized import power

ENOUGH = 0.8
"""The power that a comparison is planned for."""
MOST_SEEDS = 100
"""Seeds beyond which nobody would wait for an answer."""


class Verdict(StrEnum):
    """What is said of a difference to the baseline."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "no difference that matters"
    UNTOLD = "can't tell"


def judge(delta: Delta, direction: int, margin: float) -> Verdict:
    """Say what a difference means for a figure that is good when high (+1) or low (-1).

    Within ± `margin` (in the figure's own unit) no difference matters: where the whole interval lies there, that is
    the verdict, whether it excludes zero or not.
    """
    if delta.half is None:
        return Verdict.UNTOLD
    if abs(delta.mean) + delta.half <= margin:
        return Verdict.SAME
    if not delta.clear:
        return Verdict.UNTOLD
    return Verdict.BETTER if delta.mean * direction > 0 else Verdict.WORSE


def seeds_to_tell(delta: Delta, margin: float) -> int | None:
    """Return how many seeds would tell, four times in five, if difference and spread are what they seem.

    To tell is to find that there is a difference, or that it lies within ± `margin`, whichever takes fewer seeds. None
    where no bearable number does, or nothing is known of the spread.
    """
    if delta.error is None:
        return None
    counts = range(delta.n + 1, MOST_SEEDS + 1)
    place = bisect_left(counts, ENOUGH, key=lambda n: _tells(delta, n, margin))
    return counts[place] if place < len(counts) else None


def _tells(delta: Delta, n: int, margin: float) -> float:
    """Return the chance that `n` seeds find the difference, or an interval that lies within the margin."""
    far, near = margin + abs(delta.mean), margin - abs(delta.mean)
    within = _power(delta, n, near) + _power(delta, n, far) - 1 if near > 0 else 0.0
    return max(_power(delta, n, abs(delta.mean)), within)


def smallest_seen(delta: Delta) -> float | None:
    """Return the difference that is found four times in five, with the seeds and the spread that there are."""
    if delta.error is None:
        return None
    low, high = 0.0, 2 * delta.critical + 4
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, delta.freedom, delta.critical) >= ENOUGH else (middle, high)
    return high * delta.error


def _power(delta: Delta, n: int, sought: float) -> float:
    """Return the chance of finding a difference with `n` seeds; errors shrink, and freedom grows, with the seeds."""
    assert delta.error is not None
    freedom = delta.freedom * (n - 1) / (delta.n - 1)
    return power(sought / delta.error * math.sqrt(n / delta.n), freedom, sidak(freedom, delta.count))
