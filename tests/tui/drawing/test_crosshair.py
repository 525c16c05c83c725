"""What a crosshair stands on, and what is told of it."""

from math import nan

from store.compare.curves.chart import chart_of
from store.compare.curves.model import Band, Chart, Curve, CurveView
from tui.drawing.crosshair import Look, told
from tui.drawing.plotlines import plot_lines

TWO = Chart((Curve("train", [1, 2, 3], [0.1, 0.6, 0.9], 0), Curve("val", [1, 3], [0.2, 0.7], 1)))


def line(look: Look, width: int = 80) -> str:
    return "".join(text for text, _ in told(look, "Accuracy", width)).rstrip()


def test_a_crosshair_comes_from_the_side_that_its_key_points_from_and_goes_from_point_to_point() -> None:
    look = Look(TWO)
    look.move(-1)
    assert look.at == 3
    look.move(-1)
    assert look.at == 2
    look.move(-10)
    assert look.at == 1
    look.go(last=True)
    assert look.at == 3


def test_each_curve_tells_its_value_at_the_step_and_a_dash_where_it_has_none() -> None:
    look = Look(TWO, at=2)
    assert line(look) == "Accuracy  epoch 2  train 0.6000  val –"
    look.move(1)
    assert line(look) == "Accuracy  epoch 3  train 0.9000  val 0.7000"
    look.choose(1)
    assert line(look) == "Accuracy  epoch 3  val 0.7000  train 0.9000"


def test_a_band_is_told_beside_the_value() -> None:
    spread, ranged = Band([0.4, nan], [0.6, nan]), Band([0.4, 0.1], [0.6, 0.3], is_range=True)
    curves = Curve("a", [1, 2], [0.5, 0.5], band=spread), Curve("b", [1, 2], [0.5, 0.2], band=ranged)
    assert line(Look(Chart(curves), at=1)) == "Accuracy  epoch 1  a 0.5000 ± 0.1000  b 0.5000 (0.4000 to 0.6000)"
    assert "a 0.5000  b" in line(Look(Chart(curves), at=2))


def test_what_does_not_fit_is_counted_and_the_title_goes_first() -> None:
    curves = tuple(Curve(f"variant-{number}", [1, 2], [0.5, 0.5]) for number in range(6))
    text = line(Look(Chart(curves), at=1), 60)
    assert text == "epoch 1  variant-0 0.5000  variant-1 0.5000  +4 more"
    assert all(len(line(Look(Chart(curves), at=1), width)) <= width for width in range(40, 140))


def test_by_time_the_nearest_moment_of_each_run_counts_within_its_own_time() -> None:
    chart = Chart((Curve("a", [1.0, 2.0, 3.0], [1, 2, 3]), Curve("b", [1.4, 2.4], [4, 5])), x_title="minutes")
    assert line(Look(chart, at=2.0)) == "Accuracy  2 minutes  a 2  b 5"
    assert line(Look(chart, at=3.0)) == "Accuracy  3 minutes  a 3  b –"


def test_of_a_long_run_the_nearest_point_that_is_there_is_told_as_about_so() -> None:
    chart = Chart((Curve("a", [1, 50, 99], [1, 2, 3], thinned=True), Curve("b", [1, 48, 99], [4, 5, 6], thinned=True)))
    assert line(Look(chart, at=50)) == "Accuracy  epoch 50  a 2  b ~5"


def test_of_a_long_curve_every_point_can_be_reached_though_few_are_drawn() -> None:
    steps = list(range(1, 20_001))
    chart = chart_of([Curve("a", steps, [step / 20_000 for step in steps])], CurveView())
    assert len(chart.curves[0].values) < len(steps)
    look = Look(chart, at=7777)
    assert line(look) == "Accuracy  epoch 7777  a 0.3888"
    for _ in range(20):
        look.zoom(nearer=True)
    look.move(1)
    assert look.at == 7778
    assert look.window
    assert look.window.left < 7778 < look.window.right


def test_a_new_chart_is_looked_at_from_the_same_place_unless_its_steps_are_another_kind() -> None:
    look = Look(TWO, at=2)
    look.zoom(nearer=True)
    look.take(Chart((Curve("a", [1, 2, 3, 4], [1, 2, 3, 4]),)))
    assert look.at == 2
    look.take(Chart((Curve("a", [10.0, 20.0], [1, 2]),), x_title="seconds"))
    assert (look.at, look.window) == (None, None)
    look.move(1)
    look.take(Chart())
    assert look.at is None


def test_keys_on_an_empty_plot_do_nothing() -> None:
    look = Look(Chart())
    look.move(1)
    look.go(last=True)
    look.choose(1)
    look.zoom(nearer=True)
    assert (look.at, look.window, look.readings()) == (None, None, [])


def text_of(look: Look, width: int = 60, height: int = 12) -> list[str]:
    lines = plot_lines("Accuracy", look.chart, width, height, look)
    assert len(lines) == height
    return ["".join(text for text, _ in pieces) for pieces in lines]


def test_the_crosshair_is_a_line_with_a_point_on_each_curve() -> None:
    lines = text_of(Look(TWO, at=3))[1:-2]
    column = next(row.index("●") for row in lines if "●" in row)
    assert sorted(row[column] for row in lines) == sorted("●●" + "│" * (len(lines) - 2))


def test_a_zoomed_plot_fits_its_height_to_what_is_shown_and_says_so() -> None:
    steps = list(range(1, 101))
    look = Look(Chart((Curve("a", steps, [1 / step for step in steps]),)), at=100)
    look.zoom(nearer=True)
    look.zoom(nearer=True)
    lines = text_of(look)
    assert "zoomed, 0 shows all" in lines[0]
    assert any(row.lstrip().startswith("0.012") for row in lines)
    assert lines[-1].split()[0] == "76"
    look.move(-99)
    assert text_of(look)[-1].split()[0] == "1"
    assert not any(" at " in row for row in text_of(look))


def test_a_log_axis_can_be_zoomed_past_points_that_it_has_no_place_for() -> None:
    curve = Curve("a", list(range(1, 21)), [0.0] * 10 + [0.1 * step for step in range(1, 11)])
    look = Look(chart_of([curve], CurveView(log=True)), at=1)
    look.zoom(nearer=True)
    look.zoom(nearer=True)
    assert line(look) == "Accuracy  epoch 1  a –"
    assert any(
        "nothing above 0" in row
        for row in ("".join(t for t, _ in x) for x in plot_lines("A", look.chart, 60, 12, look))
    )
