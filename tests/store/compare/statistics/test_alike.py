import pytest
from scipy import stats

from store.compare.statistics.alike import are_alike, bartlett_p, chi_square_p

SAMPLES = [[1.0, 2.0, 4.0, 3.0], [1.0, 1.5, 1.2, 1.1], [9.0, 2.0, 4.0, -3.0]]


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 8, 30])
@pytest.mark.parametrize("value", [0.0, 0.01, 1.0, 5.0, 40.0])
def test_tails_of_chi_square_are_those_of_scipy(freedom: int, value: float) -> None:
    assert chi_square_p(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-9)


@pytest.mark.parametrize("count", [2, 3])
def test_bartletts_test_is_scipys(count: int) -> None:
    samples = SAMPLES[:count]
    variances = [stats.tvar(sample) for sample in samples]
    assert bartlett_p(variances, 3) == pytest.approx(stats.bartlett(*samples).pvalue)


def test_spreads_that_are_far_apart_or_missing_are_not_alike() -> None:
    assert are_alike([1.0, 1.1, 0.9], 4)
    assert not are_alike([1.0, 1.1, 30.0], 4)
    assert not are_alike([1.0, 0.0, 1.1], 4)
