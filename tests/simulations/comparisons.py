"""Comparisons of made-up figures, none or all of whose variants are truly worse than the baseline."""

from collections.abc import Callable, Iterator

import numpy as np

from store.compare.statistics.deltas import Delta, differences
from store.compare.statistics.verdicts import Verdict, judge

Figures = np.ndarray
"""Of shape (groups, seeds), the baseline first; each group is off its own mean."""
SEED_SPREAD = 2.0
"""What a seed brings to every group alike, as a multiple of a group's own spread."""


def _normal(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    return generator.standard_normal((groups, seeds))


def _skewed(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    return 1 - generator.standard_exponential((groups, seeds))


def _skewed_variants(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    figures = _skewed(generator, groups, seeds)
    figures[0] = generator.standard_normal(seeds)
    return figures


def _one_wider(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    figures = _normal(generator, groups, seeds)
    figures[1] *= 3
    return figures


def _wider_baseline(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    figures = _normal(generator, groups, seeds)
    figures[0] *= 3
    return figures


def _all_different(generator: np.random.Generator, groups: int, seeds: int) -> Figures:
    return _normal(generator, groups, seeds) * np.geomspace(0.5, 3, groups)[:, None]


NOISES: dict[str, Callable[[np.random.Generator, int, int], Figures]] = {
    "normal": _normal,
    "all skewed (exponential)": _skewed,
    "variants skewed, baseline normal": _skewed_variants,
    "one variant spreads 3 times as much": _one_wider,
    "the baseline spreads 3 times as much": _wider_baseline,
    "spreads from 0.5 to 3": _all_different,
}


def figures(
    noise: str, variants: int, seeds: int, count: int, decline: float = 0.0
) -> Iterator[list[dict[int, float]]]:
    """Yield the figures of so many comparisons, by group and seed; the same ones whenever they are asked for."""
    generator = np.random.default_rng([*noise.encode(), variants, seeds])
    for _ in range(count):
        drawn = NOISES[noise](generator, variants + 1, seeds) + SEED_SPREAD * generator.standard_normal(seeds)
        drawn[1:] -= decline
        yield [dict(enumerate(row)) for row in drawn.tolist()]


def coverage(noise: str, variants: int, seeds: int, count: int) -> float:
    """Return the share of comparisons in which every interval holds the true difference, which is none."""
    return float(
        np.mean([not any(delta.clear for delta in _deltas(one)) for one in figures(noise, variants, seeds, count)])
    )


def called_worse(variants: int, seeds: int, count: int, decline: float) -> float:
    """Return the share of comparisons in which a variant is called worse: the first, or any where none is."""
    found = []
    for one in figures("normal", variants, seeds, count, decline):
        words = [judge(delta, +1, 0.0) for delta in _deltas(one)]
        found.append(Verdict.WORSE in (words[:1] if decline else words))
    return float(np.mean(found))


def _deltas(one: list[dict[int, float]]) -> list[Delta]:
    return [delta for delta in differences(one[0], one[1:]) if delta is not None]
