"""Curves as a person wants to see them."""

from math import isnan, nan

import pytest

from store.compare.curves.chart import chart_of, moving_average, smooth
from store.compare.curves.model import Band, Curve, CurveView
from store.compare.curves.thinning import KEPT

PLAIN = CurveView()


def test_a_plain_view_shows_curves_as_measured_and_says_nothing() -> None:
    curve = Curve("a", [1, 2], [0.5, 0.6], 3, Band([0.4, 0.5], [0.6, 0.7]))
    chart = chart_of([curve], PLAIN)
    assert chart.curves == (curve,)
    assert (chart.x_title, chart.log, chart.notes) == ("epoch", False, ())


def test_the_moving_average_is_worked_out_by_hand() -> None:
    """With weight 1/2: 4, then (4/4 + 8/2) / (3/4), then (4/8 + 8/4 + 0/2) / (7/8)."""
    assert moving_average([4.0, 8.0, 0.0], 0.5) == pytest.approx([4.0, 20 / 3, 20 / 7])


def test_the_moving_average_of_a_constant_is_that_constant_from_the_first_point_on() -> None:
    assert moving_average([0.7] * 50, 0.9) == pytest.approx([0.7] * 50)


def test_a_gap_stays_a_gap_and_bends_nothing() -> None:
    found = moving_average([1.0, nan, 1.0], 0.9)
    assert found[::2] == pytest.approx([1.0, 1.0])
    assert isnan(found[1])


def test_smoothing_keeps_the_band_as_wide_as_the_seeds_spread_and_the_last_measured_value() -> None:
    values = [0.0, 1.0] * 20
    curve = Curve("a", range(40), values, 0, Band([value - 0.2 for value in values], [value + 0.2 for value in values]))
    smoothed = smooth(curve, 0.9)
    assert smoothed.end == values[-1] == 1.0
    assert abs(smoothed.values[-1] - 0.5) < 0.1
    assert smoothed.band
    widths = [high - low for low, high in zip(smoothed.band.lows, smoothed.band.highs, strict=True)]
    assert widths == pytest.approx([0.4] * 40)


def test_the_notes_say_which_smoothing_it_is_and_what_the_end_shows() -> None:
    curve = Curve("a", [1, 2, 3], [0.0, 1.0, 0.0])
    light, strong = (chart_of([curve], CurveView(smoothing=name)) for name in ("light", "strong"))
    assert light.notes == ("light smoothing (EMA 0.6), end values as measured",)
    assert strong.notes == ("strong smoothing (EMA 0.9), end values as measured",)
    assert list(light.curves[0].values) != list(strong.curves[0].values)
    assert light.curves[0].end == strong.curves[0].end == 0.0


def test_a_log_axis_leaves_out_what_is_not_above_zero_and_counts_it() -> None:
    curve = Curve("a", [1, 2, 3, 4], [0.1, 0.0, -1.0, 0.4], 0, Band([-0.1, -1.0, -2.0, 0.3], [0.3, 1.0, 0.0, 0.5]))
    chart = chart_of([curve], CurveView(log=True))
    assert chart.log
    assert chart.notes == ("log axis without 2 points ≤ 0",)
    drawn = chart.curves[0]
    assert drawn.values == pytest.approx([0.1, nan, nan, 0.4], nan_ok=True)
    assert drawn.band
    assert drawn.band.lows == pytest.approx([-0.1, -1.0, -2.0, 0.3], nan_ok=True)
    assert drawn.band.highs == pytest.approx([0.3, 1.0, nan, 0.5], nan_ok=True)
    assert chart_of([Curve("a", [1], [0.1])], CurveView(log=True)).notes == ("log axis",)


def test_a_curve_that_ends_below_zero_keeps_its_value_on_a_log_axis() -> None:
    assert chart_of([Curve("a", [1, 2], [1.0, -0.5])], CurveView(log=True)).curves[0].end == -0.5


@pytest.mark.parametrize(
    ("longest", "title", "end"),
    [
        (100.0, "seconds", 100.0),
        (180.0, "minutes", 3.0),
        (7200.0, "minutes", 120.0),
        (10_800.0, "hours", 3.0),
        (259_200.0, "days", 3.0),
    ],
)
def test_times_are_shown_in_the_longest_unit_of_which_there_are_three(longest: float, title: str, end: float) -> None:
    chart = chart_of([Curve("a", [1.0, 2.0], [1, 1]), Curve("b", [0.0, longest], [1, 1])], CurveView(by_time=True))
    assert chart.x_title == title
    assert chart.curves[1].steps[-1] == end


def test_runs_that_could_not_be_drawn_by_time_are_told() -> None:
    curves = [Curve("a", [], [], untimed=1), Curve("b", [1.0], [1.0], untimed=2)]
    assert chart_of(curves, CurveView(by_time=True)).notes == ("without 3 runs of unknown duration",)


def test_a_hundred_thousand_points_are_thinned_before_anything_draws_them() -> None:
    values = [0.0] * 100_000
    values[54_321] = 1.0
    drawn = chart_of([Curve("a", range(100_000), values)], PLAIN).curves[0]
    assert len(drawn.values) == len(drawn.steps) == 1000 * KEPT
    assert max(drawn.values) == 1.0
