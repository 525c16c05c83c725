"""Zooming and moving along the steps of curves."""

import pytest

from store.compare.curves.model import Band, Curve
from store.compare.curves.window import Window, moved_to, nearest, steps_of, within, zoomed

STEPS = [float(step) for step in range(1, 101)]


def test_a_zoom_halves_what_is_shown_and_leaves_its_step_where_it_is() -> None:
    found = zoomed(STEPS, Window(1, 100), 34, nearer=True)
    assert found.width == pytest.approx(99 / 2)
    assert (34 - found.left) / found.width == pytest.approx((34 - 1) / 99)


def test_a_zoom_out_gives_back_what_a_zoom_in_took_and_ends_at_all_steps() -> None:
    near = zoomed(STEPS, Window(1, 100), 50, nearer=True)
    assert zoomed(STEPS, near, 50, nearer=False) == pytest.approx((1, 100))
    assert zoomed(STEPS, Window(1, 100), 100, nearer=False) == Window(1, 100)


def test_no_zoom_leads_so_near_that_there_is_nothing_to_compare() -> None:
    window = Window(1, 100)
    for _ in range(20):
        window = zoomed(STEPS, window, 50, nearer=True)
    assert sum(window.left <= step <= window.right for step in STEPS) >= 3


@pytest.mark.parametrize("at", [1, 100])
def test_a_zoom_at_either_end_stays_within_the_steps(at: float) -> None:
    window = zoomed(STEPS, Window(1, 100), at, nearer=True)
    assert 1 <= window.left <= at <= window.right <= 100


def test_a_step_outside_moves_the_window_just_so_far_that_it_lies_within() -> None:
    window = Window(20, 40)
    assert moved_to(STEPS, window, 30) is window
    assert moved_to(STEPS, window, 41) == pytest.approx((23, 43))
    assert moved_to(STEPS, window, 19) == pytest.approx((17, 37))
    assert moved_to(STEPS, window, 100) == pytest.approx((80, 100))
    assert moved_to(STEPS, window, 1) == pytest.approx((1, 21))


def test_a_part_of_a_curve_has_its_band_and_says_that_the_curve_goes_on() -> None:
    curve = Curve("a", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], band=Band([0, 1, 2, 3, 4], [2, 3, 4, 5, 6]), measured=5.5)
    part = within(curve, Window(2, 4))
    assert (part.steps, part.values, part.goes_on, part.end) == ([2, 3, 4], [2, 3, 4], True, 4)
    assert part.band == Band([1, 2, 3], [3, 4, 5])
    assert within(curve, Window(2.5, 3.5), beyond=1).steps == [2, 3, 4]
    last = within(curve, Window(4, 9))
    assert (last.goes_on, last.end) == (False, 5.5)


def test_the_nearest_step_is_found_and_of_two_the_earlier() -> None:
    assert [nearest([1, 2, 4], at) for at in (-5, 1.2, 3, 3.1, 9)] == [0, 0, 1, 2, 2]
    assert nearest([], 3) == 0


def test_steps_are_those_of_any_curve() -> None:
    assert steps_of([Curve("a", [1, 3], [0, 0]), Curve("b", [2, 3], [0, 0]), Curve("c", [], [])]) == [1, 2, 3]
