"""What is known of mixtures of two configurations: a figure for each seed, and how much chance is in them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Mixture = frozenset[str]
"""The changes, by name, that a configuration has of the tuned one's; all else is the baseline's."""
BASELINE: Mixture = frozenset()
SWEEPS = 8
"""Rounds in which levels of mixtures and seeds are fitted to each other; a few are enough where seeds are shared."""


@dataclass
class Evidence:
    """Figures of mixtures, turned so that more is better: the first of each list belong to one seed, and so on."""

    figures: dict[Mixture, list[float]] = field(default_factory=dict)
    refused: dict[Mixture, str] = field(default_factory=dict)
    """Mixtures that cannot be had, because they were refused, or a run of theirs failed or diverged, and why."""

    def seeds(self, *mixtures: Mixture) -> int:
        """Return with how many seeds all of these mixtures have been run."""
        return min((len(self.figures.get(mixture, ())) for mixture in mixtures), default=0)

    @property
    def runs(self) -> int:
        """How many figures there are."""
        return sum(map(len, self.figures.values()))

    def contrast(self, weights: Mapping[Mixture, float]) -> tuple[float, int]:
        """Return the mean of a weighted sum of mixtures over the seeds that all have, and their number."""
        seeds = self.seeds(*weights)
        if not seeds:
            return 0.0, 0
        weighted = (weight * value for mixture, weight in weights.items() for value in self.figures[mixture][:seeds])
        return math.fsum(weighted) / seeds, seeds

    def noise(self) -> tuple[float, int]:
        """Return the variance of a figure around what its mixture and its seed bring, and its degrees of freedom."""
        rows = [figures for figures in self.figures.values() if len(figures) > 1]
        longest = max(map(len, rows), default=0)
        freedom = sum(map(len, rows)) - len(rows) - longest + 1
        return (_residual(rows, longest) / freedom, freedom) if rows and freedom > 0 else (0.0, 0)


def _residual(rows: Sequence[Sequence[float]], longest: int) -> float:
    """Return the sum of squares that is left once each row has its level, and each column what it brings to all."""
    import numpy as np

    known = (np.arange(longest) < np.array([[len(row)] for row in rows])).astype(float)
    values = np.array([[*row, *[0.0] * (longest - len(row))] for row in rows])
    brought = np.zeros(longest)
    for _ in range(SWEEPS):
        levels = (values.sum(1) - known @ brought) / known.sum(1)
        brought = (values.sum(0) - levels @ known) / known.sum(0)
    left = known * (values - levels[:, None] - brought)
    return float((left * left).sum())
