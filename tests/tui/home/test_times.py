"""Moments as people read them in the morning."""

import time

import pytest

from tui.home.times import ago, clock

NOON = time.mktime((2026, 11, 27, 12, 0, 0, 0, 0, -1))
HOUR = 3600.0


@pytest.mark.parametrize(
    ("hours", "told"), [(0, "12:00"), (11, "01:00"), (13, "Thu 23:00"), (24 * 5, "Sun 12:00"), (24 * 9, "2026-11-18")]
)
def test_a_moment_is_told_by_the_clock_and_its_day_where_it_was_not_today(hours: float, told: str) -> None:
    assert clock(NOON - hours * HOUR, NOON) == told


@pytest.mark.parametrize(
    ("hours", "told"),
    [(0, "just now"), (0.5, "30 min ago"), (5.9, "5 h ago"), (47, "47 h ago"), (49, "2 d ago"), (-1, "just now")],
)
def test_how_long_ago_is_told_roughly(hours: float, told: str) -> None:
    assert ago(NOON - hours * HOUR, NOON) == told
