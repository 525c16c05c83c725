"""Ranges and the marks of axes."""

from math import inf, nan, sin

import pytest

from store.compare.curves.axes import Range, log_ticks, range_of, step_ticks, ticks, value_ticks, why_empty
from store.compare.curves.model import Band, Curve


def test_a_range_holds_curves_and_bands_with_some_room() -> None:
    shown = range_of([Curve("a", [2, 5], [0.4, nan], 0, Band([0.0, nan], [1.0, inf])), Curve("b", [1, 3], [0.5, 0.5])])
    assert shown == Range(1, 5, pytest.approx(-0.04), pytest.approx(1.04))
    assert range_of([Curve("a", [1], [nan]), Curve("b", [], [])]) is None


def test_flat_curves_have_some_height() -> None:
    for log in (False, True):
        shown = range_of([Curve("a", [1, 2], [0.5, 0.5])], log=log)
        assert shown
        assert shown.low < 0.5 < shown.high
        assert 0.3 < shown.up(0.5) < 0.7


def test_on_a_log_axis_equal_factors_are_equally_far_apart_and_zero_has_no_place() -> None:
    shown = range_of([Curve("a", [1, 2, 3, 4], [0.0, 0.001, 0.1, 10.0])], log=True)
    assert shown
    places = [shown.up(value) for value in (0.001, 0.1, 10.0)]
    assert 0 < places[0] < 0.1
    assert places[1] - places[0] == pytest.approx(places[2] - places[1])
    assert shown.up(0.0) == shown.up(-1.0) == -inf


def test_where_nothing_can_be_shown_the_reason_is_told() -> None:
    below = [Curve("a", [1], [-1.0])]
    assert range_of(below, log=True) is None
    assert "above 0" in why_empty(below, log=True)
    assert why_empty([Curve("a", [], [])], log=True) == why_empty([], log=False) == "nothing to draw yet"


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.0, 1.0, 5, [0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.47, 0.86, 4, [0.5, 0.6, 0.7, 0.8]),
        (0.52, 0.98, 2, [0.6, 0.8]),
        (1.0, 1.0, 3, []),
        (0, 7, 0, []),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, most: int, expected: list[float]) -> None:
    found = ticks(low, high, most)
    assert found == expected or (low == 0.0 and found[:1] == [0.0])


def test_ticks_are_never_more_than_asked_for() -> None:
    for number in range(1, 200):
        low, high = sin(number) * 10**3, sin(number) * 10**3 + number / 7
        found = ticks(low, high, 5)
        assert 1 <= len(found) <= 5
        assert all(low <= tick <= high for tick in found)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.009, 1.1, 9, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]),
        (0.009, 1.1, 4, [0.01, 0.1, 1.0]),
        (1e-6, 1.1, 4, [1e-6, 1e-4, 1e-2, 1.0]),
    ],
)
def test_log_ticks_are_powers_of_ten_and_what_fits_between(
    low: float, high: float, most: int, expected: list[float]
) -> None:
    assert log_ticks(low, high, most) == pytest.approx(expected)


def test_a_log_axis_over_less_than_a_power_of_ten_is_marked_as_a_plain_one() -> None:
    assert value_ticks(Range(0, 1, 0.15, 0.95, log=True), 6) == ticks(0.15, 0.95, 6)
    assert value_ticks(Range(0, 1, 0.045, 0.95, log=True), 6) == pytest.approx([0.05, 0.1, 0.2, 0.5])


def test_epochs_are_marked_by_whole_numbers_and_times_by_any() -> None:
    assert step_ticks(Range(1, 39, 0, 1), 4, whole=True) == [1, 10, 20, 30, 39]
    assert step_ticks(Range(1, 41, 0, 1), 4, whole=True) == [1, 10, 20, 30, 41]
    assert step_ticks(Range(1, 2, 0, 1), 8, whole=True) == [1, 2]
    assert step_ticks(Range(3, 3, 0, 1), 8, whole=True) == [3]
    assert step_ticks(Range(0.3, 1.9, 0, 1), 4, whole=False) == [0.5, 1.0, 1.5]


def test_marks_of_tiny_ranges_stay_apart() -> None:
    assert ticks(0.0, 1e-13, 5) == pytest.approx([0.0, 2e-14, 4e-14, 6e-14, 8e-14])
