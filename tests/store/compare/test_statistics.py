import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from store.compare.statistics import Delta, difference, summarize

BASELINE = {0: 0.961, 1: 0.953, 2: 0.967, 3: 0.958, 4: 0.956}
TUNED = {0: 0.894, 1: 0.875, 2: 0.906, 3: 0.883, 4: 0.897}
FIGURES = st.dictionaries(st.integers(0, 9), st.floats(-1e3, 1e3), min_size=1, max_size=6)


def test_spread_is_the_sample_standard_deviation() -> None:
    found = summarize([1.0, 2.0, 4.0])
    assert found is not None
    assert found.n == 3
    assert found.mean == pytest.approx(7 / 3)
    assert found.spread == pytest.approx(math.sqrt(7 / 3))


def test_one_value_has_no_spread_and_none_has_no_mean() -> None:
    found = summarize([0.5])
    assert found is not None
    assert found.spread is None
    assert summarize([]) is None


def test_equal_values_have_no_spread_that_only_comes_of_rounding() -> None:
    found = summarize([0.1] * 3)
    assert found is not None
    assert found.spread == 0.0


def test_equal_seeds_are_compared_in_pairs_as_scipy_does() -> None:
    found = difference(BASELINE, TUNED)
    expected = stats.ttest_rel(list(TUNED.values()), list(BASELINE.values()))
    low, high = expected.confidence_interval(0.95)
    assert found is not None
    assert (found.method, found.n) == ("paired", 5)
    assert found.half is not None
    assert [found.mean - found.half, found.mean + found.half] == pytest.approx([low, high])
    assert found.p == pytest.approx(expected.pvalue)


def test_only_common_seeds_are_paired() -> None:
    found = difference(BASELINE, {3: 0.9, 4: 0.8, 7: 0.1})
    assert found is not None
    assert (found.method, found.n) == ("paired", 2)
    assert found.mean == pytest.approx(((0.9 - 0.958) + (0.8 - 0.956)) / 2)


def test_without_common_seeds_the_means_are_compared_as_scipy_does() -> None:
    found = difference(BASELINE, {seed + 10: value for seed, value in TUNED.items() if seed < 3})
    expected = stats.ttest_ind(list(TUNED.values())[:3], list(BASELINE.values()), equal_var=False)
    low, high = expected.confidence_interval(0.95)
    assert found is not None
    assert (found.method, found.n) == ("welch", 3)
    assert found.half is not None
    assert [found.mean - found.half, found.mean + found.half] == pytest.approx([low, high])
    assert found.p == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(
    ("baseline", "tuned"),
    [({0: 0.9}, {0: 0.8}), ({0: 0.9}, {1: 0.8}), ({0: 0.9, 1: 0.9}, {0: 0.8, 1: 0.8}), ({0: 0.9, 1: 0.9}, {5: 0.8})],
)
def test_where_nothing_varies_chance_is_not_judged(baseline: dict[int, float], tuned: dict[int, float]) -> None:
    found = difference(baseline, tuned)
    assert found is not None
    assert found.mean == pytest.approx(-0.1)
    assert (found.method, found.half, found.p) == ("none", None, None)
    assert found.verdict(+1) == ""


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


def test_only_what_excludes_zero_is_called_better_or_worse() -> None:
    assert Delta(-0.1, 5, "paired", half=0.05).verdict(+1) == "worse"
    assert Delta(-0.1, 5, "paired", half=0.05).verdict(-1) == "better"
    assert Delta(-0.1, 5, "paired", half=0.05).verdict(0) == ""
    assert Delta(-0.1, 5, "paired", half=0.15).verdict(+1) == ""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIGURES, FIGURES)
def test_a_difference_turns_round_with_its_groups(one: dict[int, float], other: dict[int, float]) -> None:
    there, back = difference(one, other), difference(other, one)
    assert there is not None
    assert back is not None
    assert there.mean == pytest.approx(-back.mean, abs=1e-9)
    assert there.method == back.method
    assert there.clear == back.clear or there.half == pytest.approx(abs(there.mean))
