"""Plots as lines of text."""

from math import nan

import pytest

from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.model import Band, Chart, Curve, CurveView
from store.compare.curves.seeds import Seeds
from store.compare.curves.svg import curves_svg
from store.compare.curves.window import Window
from tui.drawing.crosshair import Look
from tui.drawing.plotlines import Piece, plot_lines


def text(lines: list[list[Piece]]) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines]


def plotted(title: str, curves: list[Curve], width: int, height: int) -> list[str]:
    return text(plot_lines(title, Chart(tuple(curves)), width, height))


def test_a_plot_names_each_curve_at_its_end_with_its_last_value() -> None:
    curves = [Curve("val", [1, 2, 3], [0.1, 0.5, 0.7], 1), Curve("train", [1, 2, 3], [0.1, 0.6, 0.9], 0)]
    lines = plotted("Accuracy", curves, 60, 12)
    assert lines[0].startswith("Accuracy")
    assert any(line.rstrip().endswith("train 0.900") for line in lines)
    assert any(line.rstrip().endswith("val 0.700") for line in lines)
    assert lines[-1].split() == ["1", "2", "3", "epoch"]
    assert len(lines) == 12


def test_equal_ends_do_not_cover_each_others_labels() -> None:
    curves = [Curve(name, [1, 2], [0.5, 0.5]) for name in ("a", "b", "c")]
    lines = "\n".join(plotted("x", curves, 60, 12))
    assert all(f" {name} 0.500" in lines for name in ("a", "b", "c"))


def test_a_long_name_is_cut_and_its_value_is_not() -> None:
    curves = [Curve("decline/a-very-long-variant-name", [1, 2], [0.5, 0.5]), Curve("b", [1, 9], [0.1, 0.9])]
    assert any(line.rstrip().endswith("… 0.500 at 2") for line in plotted("x", curves, 80, 12))


def test_labels_stand_in_the_order_of_the_ends_and_say_where_a_curve_ended_early() -> None:
    ends = {"low": 0.1, "mid": 0.12, "high": 0.14, "early": 0.9}
    curves = [Curve(name, [1, 2 if name == "early" else 9], [0.5, end]) for name, end in ends.items()]
    lines = "".join(plotted("x", curves, 60, 12))
    assert [lines.index(name) for name in ("early 0.900 at 2", "high 0.140 ", "mid 0.120 ", "low 0.100 ")] == sorted(
        lines.index(name) for name in ends
    )


@pytest.mark.parametrize(("width", "height"), [(10, 10), (60, 4)])
def test_where_there_is_no_room_a_plot_says_so(width: int, height: int) -> None:
    lines = plotted("x", [Curve("a", [1, 2], [0.5, 0.6])], width, height)
    assert "too small" in lines[1] or lines[1].startswith("too sm")


def test_without_points_a_plot_says_so() -> None:
    assert plotted("x", [Curve("a", [], [])], 40, 10)[1].startswith("nothing to draw yet")


def test_where_curves_are_more_than_rows_the_lowest_says_how_many_have_no_label() -> None:
    curves = [Curve(f"g{number}", [1, 2], [0.5, number / 10]) for number in range(7)]
    lines = plotted("x", curves, 60, 8)
    assert lines[5].rstrip().endswith("+3 more")
    assert all(any(f"g{number} " in line for line in lines) for number in range(4))
    assert "more" not in "".join(plotted("x", curves[:5], 60, 8))


def test_notes_stand_beside_the_title_or_under_it_where_both_do_not_fit() -> None:
    chart = Chart((Curve("a", [1, 2], [0.5, 0.6]),), notes=("light smoothing", "log axis"))
    wide, narrow = (text(plot_lines("val.loss, mean", chart, width, 10)) for width in (60, 40))
    assert wide[0].rstrip() == "val.loss, mean · light smoothing · log axis"
    assert (narrow[0].rstrip(), narrow[1].rstrip()) == ("val.loss, mean", "light smoothing · log axis")
    assert len(wide) == len(narrow) == 10
    assert all(len(line) <= 40 for line in narrow)


def test_a_band_has_a_tone_of_its_own_series() -> None:
    curve = Curve("a", [1, 2], [0.5, 0.5], 7, Band([0.0, 0.0], [1.0, 1.0]))
    tones = {tone for line in plot_lines("x", Chart((curve,)), 60, 14) for _, tone in line}
    assert {"series-2", "band-2"} <= tones
    assert "band-1" not in tones


def test_the_label_shows_the_value_as_measured_and_stands_by_the_drawn_end() -> None:
    curves = (Curve("smooth", [1, 2], [0.0, 1.0], measured=0.25), Curve("b", [1, 2], [0.0, 0.1]))
    lines = text(plot_lines("x", Chart(curves), 60, 12))
    assert lines[1].rstrip().endswith("smooth 0.250")


def test_times_are_marked_with_fractions_and_ends_told_in_three_digits() -> None:
    curves = (Curve("slow", [0.3, 1.9], [0.5, 0.6]), Curve("fast", [0.2, 1.2345], [0.5, 0.7]))
    lines = text(plot_lines("x", Chart(curves, "minutes"), 60, 12))
    assert lines[-1].split() == ["0.5", "1", "1.5", "minutes"]
    assert any(line.rstrip().endswith("fast 0.700 at 1.23") for line in lines)


def test_a_log_axis_is_marked_by_powers_of_ten_and_a_curve_without_an_end_in_it_has_its_label_at_the_foot() -> None:
    curves = (Curve("a", [1, 2, 3], [0.001, 0.1, 10.0]), Curve("gone", [1, 2], [0.01, nan], measured=-0.5))
    lines = text(plot_lines("x", Chart(curves, log=True), 60, 20))
    marks = [line.split("┤")[0].strip() for line in lines if "┤" in line]
    assert marks == ["10", "1", "0.1", "0.01", "0.001"]
    assert lines[-3].rstrip().endswith("gone -0.500 at 2")


def test_where_a_log_axis_has_nothing_to_show_the_plot_says_so() -> None:
    chart = Chart((Curve("a", [1], [nan], measured=-1.0),), log=True)
    assert text(plot_lines("x", chart, 60, 10))[1].startswith("nothing above 0")


@pytest.mark.parametrize("view", [CurveView(log=log, smoothing="light", by_time=log) for log in (False, True)])
def test_values_at_the_limits_of_numbers_are_drawn_or_left_out_and_no_crash(view: CurveView) -> None:
    values = (1.0, 5e-324, 0.0, 1e200, 1e308, -1e308)
    runs = tuple(
        tuple({"epoch": epoch, "seconds": 1.0, "metrics": {"x": value}} for epoch, value in enumerate(order, 1))
        for order in (values, (1.0, *values[:0:-1]), values[:4])
    )
    chart = GroupCurves((Seeds("a", runs), Seeds("b", runs[:1]))).chart("x", view)
    assert len(plot_lines("x", chart, 80, 14)) == 14
    assert "nan" not in curves_svg("x", chart.curves, log=chart.log)


@pytest.mark.parametrize("at", [1.0, 10.0])
def test_a_crosshair_beside_the_part_that_is_shown_is_not_drawn(at: float) -> None:
    chart = Chart((Curve("a", list(range(1, 11)), [step / 10 for step in range(10)]),))
    plain = plot_lines("Loss", chart, 60, 12, Look(chart, window=Window(4, 6)))[1:]
    assert plot_lines("Loss", chart, 60, 12, Look(chart, at=at, window=Window(4, 6)))[1:] == plain
