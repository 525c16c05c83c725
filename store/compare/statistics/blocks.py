"""Figures as a group's own level, plus what a seed brings to every group alike, plus noise (blocks by seed)."""

import math
from collections.abc import Mapping, Sequence

from store.compare.statistics.alike import are_alike
from store.compare.statistics.summary import mean


def pooled_error(groups: Sequence[Mapping[int, float]]) -> tuple[float, int] | None:
    """Return the standard error of the difference of two groups, and its degrees of freedom, from what all spread.

    The groups, three or more, have the same seeds, two or more. None where they do not spread alike.
    """
    seeds = sorted(groups[0])
    noise = _noise([[group[seed] for seed in seeds] for group in groups])
    squares = [math.fsum(value * value for value in group) for group in noise]
    freedom = len(seeds) - 1
    largest = max(abs(value) for group in groups for value in group.values())
    if min(squares) <= (1e-12 * largest) ** 2 or not are_alike([square / freedom for square in squares], freedom):
        return None
    together = freedom * (len(groups) - 1)
    return math.sqrt(2 * math.fsum(squares) / together / len(seeds)), together


def _noise(figures: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return what is left of figures (groups by seeds) without the levels of groups and seeds."""
    levels, whole = [mean(group) for group in figures], mean([value for group in figures for value in group])
    brought = [mean(column) - whole for column in zip(*figures, strict=True)]
    return [
        [value - level - more for value, more in zip(group, brought, strict=True)]
        for group, level in zip(figures, levels, strict=True)
    ]
