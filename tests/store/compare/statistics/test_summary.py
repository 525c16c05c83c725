import math

import pytest

from store.compare.statistics.summary import summarize


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
