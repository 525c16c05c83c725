import numpy as np
import pytest

from trainer.diagnose.confirmation import confirm
from trainer.diagnose.evidence import BASELINE, Mixture

A, B, BOTH = frozenset("a"), frozenset("b"), frozenset("ab")


def figures(levels: dict[Mixture, float], noise: float = 0.01, seeds: int = 6) -> dict[Mixture, dict[int, float]]:
    chance = np.random.default_rng(5)
    brought = chance.normal(0, 0.1, seeds)
    return {
        mixture: {seed: float(level + brought[seed] + chance.normal(0, noise)) for seed in range(seeds)}
        for mixture, level in levels.items()
    }


def test_who_brings_the_decline_alone_and_cures_it_put_back_is_confirmed_with_shares() -> None:
    found = confirm(figures({BASELINE: 0.9, BOTH: 0.7, A: 0.71, B: 0.9}), A, BOTH, 0.8)
    assert found is not None
    assert found.holds
    assert found.decline.mean == pytest.approx(0.2, abs=0.02)
    assert found.shares == (pytest.approx(0.95, abs=0.08), pytest.approx(1.0, abs=0.08))
    assert found.decline.n == 6


@pytest.mark.parametrize(
    "levels",
    [
        {BASELINE: 0.9, BOTH: 0.7, A: 0.9, B: 0.9},
        {BASELINE: 0.9, BOTH: 0.7, A: 0.7, B: 0.7},
        {BASELINE: 0.9, BOTH: 0.7, A: 0.8, B: 0.8},
        {BASELINE: 0.9, BOTH: 0.9, A: 0.9, B: 0.9},
        {BASELINE: 0.7, BOTH: 0.9, A: 0.9, B: 0.7},
    ],
    ids=["brings nothing alone", "cures nothing", "half of it", "no decline", "an improvement"],
)
def test_an_answer_that_does_not_hold_is_not_confirmed(levels: dict[Mixture, float]) -> None:
    found = confirm(figures(levels), A, BOTH, 0.8)
    assert found is not None
    assert not found.holds


def test_what_chance_explains_is_not_confirmed() -> None:
    found = confirm(figures({BASELINE: 0.9, BOTH: 0.7, A: 0.7, B: 0.9}, noise=0.5, seeds=3), A, BOTH, 0.8)
    assert found is not None
    assert not found.holds


def test_where_every_change_is_guilty_there_is_nothing_left_to_compare() -> None:
    found = confirm(figures({BASELINE: 0.9, BOTH: 0.7}), BOTH, BOTH, 0.8)
    assert found is not None
    assert found.holds


def test_without_figures_nothing_is_confirmed() -> None:
    known = figures({BASELINE: 0.9, BOTH: 0.7, A: 0.7})
    assert confirm({**known, B: {}}, A, BOTH, 0.8) is None


def test_without_a_decline_there_are_no_shares() -> None:
    found = confirm({key: {1: 0.5, 2: 0.5} for key in (BASELINE, BOTH, A, B)}, A, BOTH, 0.8)
    assert found is not None
    assert found.shares == (None, None)
    assert not found.holds
