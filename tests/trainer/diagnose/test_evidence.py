import numpy as np
import pytest

from trainer.diagnose.evidence import BASELINE, Evidence, Mixture

A, B, BOTH = frozenset("a"), frozenset("b"), frozenset("ab")


def test_a_contrast_is_the_mean_over_the_seeds_that_all_have() -> None:
    evidence = Evidence({BASELINE: [5.0, 7.0, 100.0], A: [4.0, 5.0]})
    assert evidence.contrast({BASELINE: 1.0, A: -1.0}) == (1.5, 2)
    assert evidence.contrast({BASELINE: 1.0, B: -1.0}) == (0.0, 0)


def test_the_noise_is_that_of_a_least_squares_fit_of_mixtures_and_seeds() -> None:
    chance, evidence = np.random.default_rng(1), Evidence()
    counts: dict[Mixture, int] = {BASELINE: 8, BOTH: 8, A: 3, B: 5}
    brought = chance.normal(0, 5, 8)
    rows, figures = [], []
    for place, (mixture, count) in enumerate(counts.items()):
        evidence.figures[mixture] = [float(place + brought[seed] + chance.normal()) for seed in range(count)]
        for seed, value in enumerate(evidence.figures[mixture]):
            row = np.zeros(len(counts) + 8)
            row[[place, len(counts) + seed]] = 1
            rows.append(row)
            figures.append(value)
    design, measured = np.array(rows), np.array(figures)
    fit = np.linalg.lstsq(design, measured, rcond=None)[0]
    freedom = len(measured) - np.linalg.matrix_rank(design)
    expected = ((measured - design @ fit) ** 2).sum() / freedom
    assert evidence.noise() == (pytest.approx(expected, rel=1e-3), freedom)


def test_without_a_second_seed_nothing_is_known_of_noise() -> None:
    assert Evidence({BASELINE: [5.0], A: [4.0]}).noise() == (0.0, 0)
    assert Evidence().noise() == (0.0, 0)


def test_mixtures_of_one_seed_tell_nothing_of_noise() -> None:
    some = {BASELINE: [1.0, 2.0, 4.0], A: [1.5, 2.0, 3.0]}
    assert Evidence({**some, B: [9.0]}).noise() == Evidence(dict(some)).noise()
