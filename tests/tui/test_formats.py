"""Figures and lengths of time as they are written."""

from math import inf, nan

import pytest

from tui.formats import delta, duration, figure, plural, progress, spark, spread, thin


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\N{EN DASH}"),
        (0.91234, "0.9123"),
        (0.0, "0.0000"),
        (1.0, "1.0000"),
        (20, "20"),
        (0.00001234, "1.2e-05"),
        (123.456, "123.5"),
        (nan, "nan"),
    ],
)
def test_figures_keep_to_a_few_cells(value: float | None, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "\N{EN DASH}"),
        (inf, "\N{EN DASH}"),
        (-1, "0s"),
        (59.6, "1m 00s"),
        (200, "3m 20s"),
        (7500, "2h 05m"),
        (273600, "3d 04h"),
    ],
)
def test_lengths_of_time_are_short(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_a_difference_has_a_real_sign() -> None:
    assert (delta(-0.05, 2), delta(0.05, 2), delta(None)) == ("\N{MINUS SIGN}0.05", "+0.05", "")


def test_a_sparkline_goes_from_low_to_high_with_gaps_and_a_flat_one_lies_in_the_middle() -> None:
    assert spark([0.0, nan, 1.0]) == "▁ █"
    assert spark([3.0, 3.0]) == "▄▄"
    assert spark([]) == ""
    assert len(spark([float(n) for n in range(100)], 12)) == 12


def test_thinning_keeps_the_last_point() -> None:
    assert thin(list(range(100)), 5)[-1] == 99
    assert list(thin([1.0, 2.0], 5)) == [1.0, 2.0]


def test_the_spread_of_one_value_is_unknown() -> None:
    assert spread([1.0]) is None
    assert spread([1.0, 3.0]) == pytest.approx(2**0.5)


def test_one_is_not_several() -> None:
    assert (plural(1, "run"), plural(1200, "run")) == ("1 run", "1,200 runs")


def test_a_count_that_would_be_cut_is_told_as_a_share() -> None:
    assert (progress(20, 20), progress(0, 0)) == ("20/20", "")
    assert (progress(999, 999), progress(1635, 3000)) == ("999/999", "54 %")
    assert progress(389, 389, 5) == "100 %"
