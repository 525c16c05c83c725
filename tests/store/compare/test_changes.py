from math import nextafter
from typing import Any

import pytest

from store.compare.changes import change_of
from store.compare.numbers import MINUS, shown_setting


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (0.001, 0.01, "×10"),
        (0.01, 0.001, "×0.1"),
        (0.2, 0.6, "×3"),
        (20, 100, "×5"),
        (2, 3, "×1.5"),
        (1, 2000, "×2000"),
        (0, 0.1, "+0.1"),
        (0.1, 0, f"{MINUS}0.1"),
        (-1, 2, "+3"),
        (1e-4, 1.0000001e-4, "+1e-11"),
        (5e-324, 1e300, "+1e+300"),
    ],
)
def test_a_number_is_told_as_so_many_times_another_or_as_a_difference(before: Any, after: Any, told: str) -> None:
    change = change_of(before, after)
    assert change is not None
    assert change.told == told


def test_scripts_get_both_as_decimals_would_have_it() -> None:
    change = change_of(0.2, 0.6)
    assert change is not None
    assert (change.difference, change.ratio) == (0.4, 3.0)
    nothing = change_of(0, 0.6)
    assert nothing is not None
    assert nothing.ratio is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, 1.0), (True, 2), ("1", 2), (None, 1), ([1], [2]), (float("inf"), 1.0), (1.0, float("nan"))],
)
def test_what_is_equal_or_no_number_has_no_change(before: Any, after: Any) -> None:
    assert change_of(before, after) is None


@pytest.mark.parametrize("value", [0.1, 1e-4, 3e-8, 1.0, 1e22, 5e-324])
def test_neighbours_among_the_floats_look_unequal_and_have_a_change(value: float) -> None:
    neighbour = nextafter(value, 2e22)
    assert neighbour != value
    assert shown_setting(neighbour) != shown_setting(value)
    change = change_of(value, neighbour)
    assert change is not None
    assert change.difference > 0
    assert change.told not in ("×1", "+0")
