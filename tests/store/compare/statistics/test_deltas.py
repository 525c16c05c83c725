from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from store.compare.statistics.blocks import pooled_error
from store.compare.statistics.deltas import Delta, difference, differences
from store.compare.statistics.studentized import largest_p, largest_quantile

BASELINE = {0: 0.961, 1: 0.953, 2: 0.967, 3: 0.958, 4: 0.956}
TUNED = {0: 0.894, 1: 0.875, 2: 0.906, 3: 0.883, 4: 0.897}
FIGURES = st.dictionaries(st.integers(0, 9), st.floats(-1e3, 1e3), min_size=1, max_size=6)


def assert_is_scipys(found: Delta | None, expected: Any, method: str, n: int) -> None:
    """See to it that a difference has the interval and the p value that scipy gives."""
    assert found is not None
    assert (found.method, found.n) == (method, n)
    assert found.half is not None
    low, high = expected.confidence_interval(0.95)
    assert [found.mean - found.half, found.mean + found.half] == pytest.approx([low, high])
    assert found.p == pytest.approx(expected.pvalue)


def test_equal_seeds_are_compared_in_pairs_as_scipy_does() -> None:
    found = difference(BASELINE, TUNED)
    expected = stats.ttest_rel(list(TUNED.values()), list(BASELINE.values()))
    assert_is_scipys(found, expected, "paired", 5)


def test_only_common_seeds_are_paired() -> None:
    found = difference(BASELINE, {3: 0.9, 4: 0.8, 7: 0.1})
    assert found is not None
    assert (found.method, found.n) == ("paired", 2)
    assert found.mean == pytest.approx(((0.9 - 0.958) + (0.8 - 0.956)) / 2)


def test_without_common_seeds_the_means_are_compared_as_scipy_does() -> None:
    found = difference(BASELINE, {seed + 10: value for seed, value in TUNED.items() if seed < 3})
    expected = stats.ttest_ind(list(TUNED.values())[:3], list(BASELINE.values()), equal_var=False)
    assert_is_scipys(found, expected, "welch", 3)


@pytest.mark.parametrize(
    ("baseline", "tuned"),
    [({0: 0.9}, {0: 0.8}), ({0: 0.9}, {1: 0.8}), ({0: 0.9, 1: 0.9}, {0: 0.8, 1: 0.8}), ({0: 0.9, 1: 0.9}, {5: 0.8})],
)
def test_where_nothing_varies_chance_is_not_judged(baseline: dict[int, float], tuned: dict[int, float]) -> None:
    found = difference(baseline, tuned)
    assert found is not None
    assert found.mean == pytest.approx(-0.1)
    assert (found.method, found.half, found.p) == ("none", None, None)
    assert not found.clear


@pytest.mark.parametrize("baseline", [{1: 1e200, 2: 3e200, 3: 2e200}, {4: 1e200, 5: 3e200}])
def test_figures_that_ran_away_are_not_judged_and_break_nothing(baseline: dict[int, float]) -> None:
    delta = difference(baseline, {1: 1.0, 2: 2.0, 3: 2.5})
    assert delta is not None
    assert delta.mean == pytest.approx(-2e200)


def test_spreads_too_small_to_square_are_none() -> None:
    delta = difference({1: 0.0, 2: 0.0}, {3: 4e-278, 4: 0.0})
    assert delta is not None
    assert (delta.mean, delta.p) == (2e-278, None)


def test_a_group_without_values_has_no_difference() -> None:
    assert difference({}, TUNED) is None
    assert difference(BASELINE, {}) is None


def test_groups_of_the_same_seeds_are_compared_by_a_pooled_spread() -> None:
    others = [TUNED, {seed: value - 0.01 + seed**2 / 2000 for seed, value in BASELINE.items()}]
    found = differences(BASELINE, others)
    expected = pooled_error([BASELINE, *others])
    assert expected is not None
    for delta, values in zip(found, others, strict=True):
        assert delta is not None
        assert (delta.method, delta.n, delta.count, delta.freedom) == ("pooled", 5, 2, 8)
        assert delta.error == pytest.approx(expected[0])
        assert delta.mean == pytest.approx(stats.tmean(list(values.values())) - stats.tmean(list(BASELINE.values())))
        assert delta.half == pytest.approx(largest_quantile(8, 2) * expected[0])
        assert delta.p == pytest.approx(largest_p(delta.mean / expected[0], 8, 2))


def test_groups_that_spread_differently_or_have_other_seeds_keep_their_own_spread() -> None:
    wild = {0: 0.9, 1: 0.1, 2: 0.99, 3: 0.4, 4: 0.2}
    fewer = {0: 0.9, 1: 0.91, 2: 0.93}
    others = [wild, TUNED, TUNED, TUNED, fewer]
    for delta, values in zip(differences(BASELINE, others), others, strict=True):
        alone = difference(BASELINE, values)
        assert delta is not None
        assert alone is not None
        assert (delta.method, delta.error, delta.count) == ("paired", alone.error, 5)
        assert delta.p == pytest.approx(1 - (1 - (alone.p or 0)) ** 5)
        assert (delta.half or 0) > (alone.half or 0)


def test_a_group_without_values_takes_no_part() -> None:
    nothing, found = differences(BASELINE, [{}, TUNED])
    assert nothing is None
    assert found == difference(BASELINE, TUNED)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIGURES, FIGURES)
def test_a_difference_turns_round_with_its_groups(one: dict[int, float], other: dict[int, float]) -> None:
    there, back = difference(one, other), difference(other, one)
    assert there is not None
    assert back is not None
    assert there.mean == pytest.approx(-back.mean, abs=1e-9)
    assert there.method == back.method
    assert there.clear == back.clear or there.half == pytest.approx(abs(there.mean))
