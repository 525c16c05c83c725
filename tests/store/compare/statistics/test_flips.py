import numpy as np
import pytest
from scipy import stats

from store.compare.statistics.flips import Flips, bootstrap_interval, mcnemar_p


@pytest.mark.parametrize(("lost", "won"), [(0, 0), (1, 0), (3, 3), (9, 2), (2, 9), (40, 17), (900, 1000)])
def test_mcnemars_test_is_the_binomial_test_of_scipy(lost: int, won: int) -> None:
    expected = stats.binomtest(lost, lost + won).pvalue if lost + won else 1.0
    assert mcnemar_p(Flips(5000, lost, won)) == pytest.approx(expected, rel=1e-9)


def test_the_bootstrap_draws_pairs_of_examples_as_scipy_does() -> None:
    flips = Flips(400, lost=30, won=12)
    apart = np.array([-1.0] * 30 + [1.0] * 12 + [0.0] * 358)
    chance = np.random.default_rng(1)
    expected = stats.bootstrap((apart,), np.mean, n_resamples=9999, method="percentile", random_state=chance)
    assert bootstrap_interval(flips) == pytest.approx(tuple(expected.confidence_interval), abs=0.003)
    assert flips.difference == pytest.approx(apart.mean())


def test_the_same_flips_have_the_same_interval() -> None:
    assert bootstrap_interval(Flips(50, 5, 1)) == bootstrap_interval(Flips(50, 5, 1))
