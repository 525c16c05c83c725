import numpy as np
import pytest
from scipy import stats

from store.compare.statistics.studentized import any_of, largest_p, largest_quantile, power, spread_nodes

GENERATOR = np.random.default_rng(7)


@pytest.mark.parametrize("freedom", [1, 2, 2.5, 8, 40, 1000])
def test_the_nodes_carry_the_whole_chance_and_the_mean_of_the_squares(freedom: float) -> None:
    nodes = spread_nodes(freedom)
    assert sum(weight for _, weight in nodes) == pytest.approx(1, abs=1e-6)
    assert sum(weight * s * s for s, weight in nodes) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("freedom", "count", "table"), [(5, 2, 3.03), (10, 3, 2.76), (20, 8, 2.90), (60, 9, 2.77)])
def test_critical_values_are_those_of_dunnetts_table(freedom: int, count: int, table: float) -> None:
    """Two-sided, 5 % (Dunnett 1964, table II)."""
    assert largest_quantile(freedom, count) == pytest.approx(table, abs=0.011)


@pytest.mark.parametrize("count", [2, 4, 8])
def test_chances_are_those_of_scipys_dunnett(count: int) -> None:
    groups = [GENERATOR.normal(place / 3, 1, 4) for place in range(count + 1)]
    expected = stats.dunnett(*groups[1:], control=groups[0], random_state=np.random.default_rng(1))
    freedom = sum(map(len, groups)) - len(groups)
    for t, p in zip(expected.statistic, expected.pvalue, strict=True):
        assert largest_p(float(t), freedom, count) == pytest.approx(p, abs=2e-4)


@pytest.mark.parametrize("freedom", [1, 3, 12])
def test_one_alone_is_students(freedom: int) -> None:
    assert largest_p(2.0, freedom, 1) == pytest.approx(2 * stats.t.sf(2.0, freedom))
    assert largest_quantile(freedom, 1) == pytest.approx(stats.t.ppf(0.975, freedom))


@pytest.mark.parametrize("freedom", [2, 4, 9, 40])
@pytest.mark.parametrize("shift", [0.0, 1.0, 3.0, -2.0])
def test_power_is_that_of_scipys_noncentral_t(freedom: int, shift: float) -> None:
    expected = stats.nct.sf(2.5, freedom, shift) + stats.nct.cdf(-2.5, freedom, shift)
    assert power(shift, freedom, 2.5) == pytest.approx(expected, abs=1e-9)


def test_small_chances_of_any_keep_their_digits() -> None:
    assert any_of(1e-18, 3) == pytest.approx(3e-18)
    assert any_of(1.0, 3) == 1.0
    assert any_of(0.5, 2) == 0.75
