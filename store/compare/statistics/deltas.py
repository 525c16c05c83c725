"""How far groups lie from a baseline, with what chance explains of it; all of them hold together at 95 %."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from store.compare.statistics.blocks import pooled_error
from store.compare.statistics.pairs import paired_seeds
from store.compare.statistics.student import LEVEL, t_quantile, two_sided_p
from store.compare.statistics.studentized import any_of, largest_p, largest_quantile
from store.compare.statistics.summary import deviation, mean

Values = Mapping[int, float]
"""A figure by seed."""
Method = Literal["pooled", "paired", "welch", "none"]


@dataclass(frozen=True)
class Delta:
    """What a group has more than the baseline, on the mean: ± `half` is its 95 % interval.

    `p` is the chance of a difference at least as large if there were none. Both are of all `count` groups that are
    compared at once: the chance that any of the intervals misses is 5 %. Neither is known of a single pair, nor where
    nothing varies; nor is the standard `error`, with its degrees of `freedom`. `n` counts the pairs, or else the runs
    of the smaller group.
    """

    mean: float
    n: int
    method: Method = "none"
    error: float | None = None
    freedom: float = 0.0
    count: int = 1

    @cached_property
    def half(self) -> float | None:
        """Half of the interval."""
        return None if self.error is None else self.critical * self.error

    @cached_property
    def p(self) -> float | None:
        """The chance of a difference at least as large, in any of the groups."""
        if self.error is None:
            return None
        t = self.mean / self.error
        if self.method == "pooled":
            return largest_p(t, self.freedom, self.count)
        return any_of(two_sided_p(t, self.freedom), self.count)

    @property
    def clear(self) -> bool:
        """Say whether the interval excludes zero."""
        return self.half is not None and abs(self.mean) > self.half

    @property
    def critical(self) -> float:
        """How many standard errors an interval reaches to either side."""
        if self.method == "pooled":
            return largest_quantile(self.freedom, self.count)
        return sidak(self.freedom, self.count)


def differences(baseline: Values, tuned: Sequence[Values]) -> list[Delta | None]:
    """Return how far each group lies from the baseline, or None where either has no value.

    Groups that share all the baseline's seeds, and spread alike, are compared by a spread that is pooled over all of
    them, by Dunnett (1955) with blocks by seed. The others are compared by their own (see `difference`), their chances
    joined by Šidák (1967).
    """
    alone = [difference(baseline, values) for values in tuned]
    count = sum(delta is not None for delta in alone)
    alike = [place for place, values in enumerate(tuned) if len(values) > 1 and values.keys() == baseline.keys()]
    pooled = pooled_error([baseline, *(tuned[place] for place in alike)]) if len(alike) > 1 else None
    found: list[Delta | None] = []
    for place, delta in enumerate(alone):
        if delta is not None and pooled is not None and place in alike:
            error, freedom = pooled
            found.append(replace(delta, method="pooled", error=error, freedom=freedom, count=count))
        else:
            found.append(delta and replace(delta, count=count))
    return found


def difference(baseline: Values, tuned: Values) -> Delta | None:
    """Return the difference of two groups, or None where one has no value.

    Runs of equal seeds pair well, so from two common seeds on it is the mean of the pairs' differences, with Student's
    t interval. Otherwise it is the difference of the means, with Welch's (1947) interval.
    """
    if not baseline or not tuned:
        return None
    if seeds := paired_seeds(baseline, tuned):
        return mean_of([tuned[seed] - baseline[seed] for seed in seeds])
    return _welch(list(baseline.values()), list(tuned.values()))


def mean_of(apart: list[float]) -> Delta:
    """Return the mean of differences, one a seed, with Student's t interval."""
    n, middle = len(apart), mean(apart)
    spread = deviation(apart, middle)
    if not spread:
        return Delta(middle, n)
    return _finite(Delta(middle, n, "paired", spread / math.sqrt(n), n - 1))


def sidak(freedom: float, count: int) -> float:
    """Return how many standard errors intervals reach so that all of `count` hold at 95 %, however they depend."""
    return t_quantile(freedom, LEVEL ** (1 / count))


def _welch(first: list[float], second: list[float]) -> Delta:
    middle, n = mean(second) - mean(first), min(len(first), len(second))
    deviations = [deviation(values, mean(values)) for values in (first, second)]
    if None in deviations or not any(deviations):
        return Delta(middle, n)
    sizes = (len(first), len(second))
    known = [spread or 0.0 for spread in deviations]
    errors = [spread * spread / size for spread, size in zip(known, sizes, strict=True)]
    rest = sum(error * error / (size - 1) for error, size in zip(errors, sizes, strict=True))
    if not rest:  # so small that its square is none
        return Delta(middle, n)
    freedom = sum(errors) * sum(errors) / rest
    return _finite(Delta(middle, n, "welch", math.sqrt(sum(errors)), freedom))


def _finite(delta: Delta) -> Delta:
    """Return a difference without its error where figures ran so far away that it cannot be computed."""
    known = delta.error is not None and math.isfinite(delta.error) and math.isfinite(delta.freedom)
    return delta if known else Delta(delta.mean, delta.n)
