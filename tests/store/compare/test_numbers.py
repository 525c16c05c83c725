from typing import Any

import pytest

from store.compare.numbers import decimals_for, decimals_to_see, figure, shown_p, shown_seeds, shown_setting, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-4, "0.0001"),
        (0.1, "0.1"),
        (3, "3"),
        (True, "true"),
        (None, "not set"),
        ("adamw", "adamw"),
        ("", '""'),
        ("0.1", '"0.1"'),
        ("True", '"True"'),
        ("not set", '"not set"'),
        ([0.1, "x", None], "[0.1, x, not set]"),
        ({}, "{}"),
    ],
)
def test_a_setting_is_shown_as_it_would_be_written(value: Any, text: str) -> None:
    assert shown_setting(value) == text


def test_decimals_show_three_digits_of_the_largest_value() -> None:
    assert decimals_for([0.953, 0.1]) == 3
    assert decimals_for([123.4]) == 0
    assert decimals_for([12.34]) == 1
    assert decimals_for([1e-12]) == 6
    assert decimals_for([]) == 2


def test_decimals_show_the_first_digit_of_the_smallest_value() -> None:
    assert decimals_to_see([0.5, 0.00042, 0.0]) == 4
    assert decimals_to_see([12.0]) == 0
    assert decimals_to_see([]) == 0


def test_minus_signs_are_minus_signs() -> None:
    assert figure(-1.5, 1) == "\N{MINUS SIGN}1.5"
    assert signed(-0.25, 2) == "\N{MINUS SIGN}0.25"
    assert signed(0.25, 2) == "+0.25"
    assert [signed(value, 2) for value in (0.0, 0.001, -0.001)] == ["0.00", "0.00", "0.00"]


@pytest.mark.parametrize(
    ("seeds", "text"),
    [([3], "seed 3"), ([0, 1], "seeds 0, 1"), ([4, 2, 1, 0, 7, 2], "seeds 0 to 2, 4, 7")],
)
def test_seeds_are_told_shortly(seeds: list[int], text: str) -> None:
    assert shown_seeds(seeds) == text


def test_p_is_never_shown_as_zero() -> None:
    assert [shown_p(p) for p in (0.0, 0.0123, 0.999)] == ["<0.001", "0.012", "1.00"]


def test_one_value_that_ran_away_does_not_coarsen_the_others() -> None:
    assert decimals_for([1.74, 1.52, 1.81, 10118.0]) == decimals_for([1.74, 1.52, 1.81])
    assert decimals_for([10118.0]) == 0
    assert decimals_for([]) == 2
