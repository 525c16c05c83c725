import pytest
from scipy import stats

from store.compare.statistics.student import t_quantile, two_sided_p

FREEDOMS = (1, 1.7, 2, 4, 9, 30, 1000, 1e6, 1e9)


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("level", [0.1, 0.5, 0.9, 0.95, 0.999])
def test_quantiles_are_those_of_scipy(freedom: float, level: float) -> None:
    assert t_quantile(freedom, level) == pytest.approx(stats.t.ppf((1 + level) / 2, freedom), rel=1e-7)


@pytest.mark.parametrize("freedom", FREEDOMS[:-1])
@pytest.mark.parametrize("t", [-3.0, 0.0, 1e-12, 0.01, 0.7, 2.0, 12.0, 1e4])
def test_tails_are_those_of_scipy(freedom: float, t: float) -> None:
    assert two_sided_p(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-6, abs=1e-300)


def test_the_interval_of_two_pairs_is_very_wide() -> None:
    assert t_quantile(1) == pytest.approx(12.7062, abs=1e-4)
