"""Statistics over seeds: mean and spread of a group, and the difference of two groups with what chance explains."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from store.compare.pairs import paired_seeds
from store.compare.student import t_quantile, two_sided_p

LEVEL = 0.95
Method = Literal["paired", "welch", "none"]
Verdict = Literal["", "better", "worse"]


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean of `n` values, and their sample standard deviation (None for a single one)."""

    n: int
    mean: float
    spread: float | None


@dataclass(frozen=True, slots=True)
class Delta:
    """What the second group has more than the first, on the mean: ± `half` is its 95 % interval.

    `p` is the chance of a difference at least as large if there were none. Neither is known of a single pair, nor where
    nothing varies. `n` counts the pairs, or else the runs of the smaller group.
    """

    mean: float
    n: int
    method: Method = "none"
    half: float | None = None
    p: float | None = None

    @property
    def clear(self) -> bool:
        """Say whether the interval excludes zero."""
        return self.half is not None and abs(self.mean) > self.half

    def verdict(self, direction: int) -> Verdict:
        """Return what the difference means for a figure that is good when high (+1), when low (-1), or neither (0)."""
        if not self.clear or not direction:
            return ""
        return "better" if self.mean * direction > 0 else "worse"


def summarize(values: Iterable[float]) -> Summary | None:
    """Return mean and spread, or None where there is no value."""
    known = list(values)
    if not known:
        return None
    mean = _mean(known)
    return Summary(len(known), mean, _deviation(known, mean))


def difference(baseline: Mapping[int, float], tuned: Mapping[int, float]) -> Delta | None:
    """Return the difference of two groups (seed → value), or None where one has no value.

    Runs of equal seeds pair well, so from two common seeds on it is the mean of the pairs' differences, with Student's
    t interval. Otherwise it is the difference of the means, with Welch's (1947) interval.
    """
    if not baseline or not tuned:
        return None
    if seeds := paired_seeds(baseline, tuned):
        return _paired([tuned[seed] - baseline[seed] for seed in seeds])
    return _welch(list(baseline.values()), list(tuned.values()))


def _paired(differences: list[float]) -> Delta:
    n, mean = len(differences), _mean(differences)
    deviation = _deviation(differences, mean)
    if not deviation:
        return Delta(mean, n)
    return _with_interval(Delta(mean, n, "paired"), deviation / math.sqrt(n), n - 1)


def _welch(first: list[float], second: list[float]) -> Delta:
    mean, n = _mean(second) - _mean(first), min(len(first), len(second))
    deviations = [_deviation(values, _mean(values)) for values in (first, second)]
    if None in deviations or not any(deviations):
        return Delta(mean, n)
    sizes = (len(first), len(second))
    known = [deviation or 0.0 for deviation in deviations]
    errors = [deviation * deviation / size for deviation, size in zip(known, sizes, strict=True)]
    rest = sum(error * error / (size - 1) for error, size in zip(errors, sizes, strict=True))
    if not rest:  # so small that its square is none
        return Delta(mean, n)
    return _with_interval(Delta(mean, n, "welch"), math.sqrt(sum(errors)), sum(errors) * sum(errors) / rest)


def _with_interval(delta: Delta, error: float, freedom: float) -> Delta:
    """Add interval and p to a difference whose standard error and degrees of freedom are known."""
    if not (math.isfinite(error) and math.isfinite(freedom)):
        return Delta(delta.mean, delta.n)
    half, p = t_quantile(freedom, LEVEL) * error, two_sided_p(delta.mean / error, freedom)
    return Delta(delta.mean, delta.n, delta.method, half, p)


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _deviation(values: list[float], mean: float) -> float | None:
    """Return the sample standard deviation; one that only comes of rounding is zero."""
    if len(values) < 2:
        return None
    deviation = math.hypot(*(value - mean for value in values)) / math.sqrt(len(values) - 1)
    negligible = 1e-12 * max(map(abs, values))
    return deviation if deviation > negligible else 0.0
