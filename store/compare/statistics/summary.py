"""Mean and spread of one group's figures."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean of `n` values, and their sample standard deviation (None for a single one)."""

    n: int
    mean: float
    spread: float | None


def summarize(values: Iterable[float]) -> Summary | None:
    """Return mean and spread, or None where there is no value."""
    known = list(values)
    if not known:
        return None
    middle = mean(known)
    return Summary(len(known), middle, deviation(known, middle))


def mean(values: Sequence[float]) -> float:
    """Return the mean of at least one value."""
    return math.fsum(values) / len(values)


def deviation(values: Sequence[float], middle: float) -> float | None:
    """Return the sample standard deviation; one that only comes of rounding is zero."""
    if len(values) < 2:
        return None
    found = math.hypot(*(value - middle for value in values)) / math.sqrt(len(values) - 1)
    negligible = 1e-12 * max(map(abs, values))
    return found if found > negligible else 0.0
