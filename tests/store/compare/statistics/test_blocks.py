import numpy as np
import pytest

from store.compare.statistics.blocks import pooled_error

FIGURES = [
    {1: 0.96, 2: 0.91, 3: 0.95, 4: 0.93},
    {1: 0.91, 2: 0.84, 3: 0.91, 4: 0.88},
    {1: 0.96, 2: 0.90, 3: 0.92, 4: 0.94},
]


def test_the_error_is_that_of_a_least_squares_fit_of_groups_and_seeds() -> None:
    groups, seeds = len(FIGURES), sorted(FIGURES[0])
    design = np.zeros((groups * len(seeds), groups + len(seeds)))
    for row, (group, seed) in enumerate((group, seed) for group in range(groups) for seed in range(len(seeds))):
        design[row, [group, groups + seed]] = 1
    figures = np.array([values[seed] for values in FIGURES for seed in seeds])
    fit = np.linalg.lstsq(design, figures, rcond=None)[0]
    freedom = len(figures) - np.linalg.matrix_rank(design)
    noise = ((figures - design @ fit) ** 2).sum() / freedom
    found = pooled_error(FIGURES)
    assert found is not None
    assert found == (pytest.approx(np.sqrt(2 * noise / len(seeds))), freedom)


def test_what_a_seed_brings_to_all_groups_alike_makes_no_difference() -> None:
    shifted = [{seed: value + 10 * seed for seed, value in values.items()} for values in FIGURES]
    found, expected = pooled_error(shifted), pooled_error(FIGURES)
    assert found is not None
    assert found == pytest.approx(expected)


def test_groups_that_do_not_spread_alike_are_not_pooled() -> None:
    wild = {1: 0.2, 2: 0.9, 3: 0.1, 4: 0.99}
    assert pooled_error([*FIGURES, wild, *FIGURES]) is None


def test_groups_that_do_not_vary_are_not_pooled() -> None:
    assert pooled_error([{1: 0.5, 2: 0.6}] * 3) is None
