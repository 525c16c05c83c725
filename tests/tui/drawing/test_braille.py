"""Curves drawn with dots."""

from math import nan

from store.compare.curves.axes import range_of
from store.compare.curves.model import Band, Curve
from tui.drawing.braille import Canvas, DotCell, Pen, draw


def drawn(curve: Curve, width: int, height: int) -> list[str]:
    canvas, shown = Canvas(width, height), range_of([curve])
    assert shown is not None
    draw([curve], shown, canvas)
    return ["".join(cell.character for cell in canvas.row(row)) for row in range(height)]


def test_a_rising_line_goes_from_bottom_left_to_top_right() -> None:
    lines = drawn(Curve("x", [1, 2, 3, 4], [0.0, 1.0, 2.0, 3.0]), 4, 2)
    assert lines[1][0] != " "
    assert lines[0][-1] != " "
    assert lines[0][0] == lines[1][-1] == " "


def test_a_dot_sets_its_own_bit_and_one_outside_nothing() -> None:
    canvas = Canvas(1, 1)
    canvas.dot(5, 5, Pen(0))
    assert canvas.row(0) == [DotCell(" ")]
    canvas.dot(1, 3, Pen(7))
    assert canvas.row(0) == [DotCell("⢀", 7)]


def test_a_point_that_is_no_number_leaves_a_gap() -> None:
    whole = drawn(Curve("x", [1, 2, 3, 4, 5], [1.0, 1.0, 1.0, 1.0, 1.0]), 10, 1)[0]
    broken = drawn(Curve("x", [1, 2, 3, 4, 5], [1.0, 1.0, nan, 1.0, 1.0]), 10, 1)[0]
    assert " " not in whole
    assert " " in broken.strip()


def test_a_single_point_is_seen() -> None:
    assert any(line.strip() for line in drawn(Curve("x", [1], [0.5]), 5, 3))


def test_the_first_curve_lies_on_top() -> None:
    canvas, curves = Canvas(4, 2), [Curve("a", [1, 2], [0.0, 1.0]), Curve("b", [1, 2], [0.0, 1.0])]
    shown = range_of(curves)
    assert shown is not None
    draw(curves, shown, canvas)
    assert {cell.owner for row in range(2) for cell in canvas.row(row)} == {-1, 0}


def test_thinning_a_long_curve_keeps_its_peaks() -> None:
    values = [0.0] * 10_000
    values[6_321] = 1.0
    lines = drawn(Curve("x", range(10_000), values), 20, 5)
    assert sum(character != " " for character in lines[0]) == 1


def test_the_edges_of_a_band_are_dots_apart_above_and_below_the_line() -> None:
    curve = Curve("x", [0, 1], [0.5, 0.5], 0, Band([0.0, 0.0], [1.0, 1.0]))
    lines = drawn(curve, 6, 5)
    assert set(lines[0]) <= set(lines[0][:3]), "every third column of dots"
    assert [line.isspace() for line in lines] == [False, True, False, True, False]
    assert lines[2] in {character * 6 for character in "⠉⠒⠤⣀"}


def test_bands_of_two_curves_with_equal_edges_are_both_seen() -> None:
    band, canvas = Band([0.0, 0.0], [1.0, 1.0]), Canvas(12, 6)
    curves = [Curve("a", [0, 1], [0.4, 0.4], 0, band), Curve("b", [0, 1], [0.6, 0.6], 1, band)]
    shown = range_of(curves)
    assert shown is not None
    draw(curves, shown, canvas)
    assert {cell.owner for cell in canvas.row(0)} == {0, 1}
    assert all(cell.is_band for cell in canvas.row(0) if cell.owner >= 0)


def test_a_line_shares_its_cells_with_its_own_band_but_not_with_anothers() -> None:
    canvas = Canvas(1, 1)
    canvas.dot(0, 3, Pen(0, is_band=True))
    canvas.dot(0, 0, Pen(0))
    assert canvas.row(0) == [DotCell("⡁", 0)]
    canvas.dot(0, 3, Pen(1, is_band=True))
    assert canvas.row(0) == [DotCell("⠁", 0)]


def test_a_dot_of_a_band_that_touches_the_line_does_not_thicken_it() -> None:
    canvas = Canvas(1, 1)
    canvas.dot(0, 1, Pen(0, is_band=True))
    canvas.dot(0, 0, Pen(0))
    assert canvas.row(0) == [DotCell("⠁", 0)]


def test_an_edge_that_a_log_axis_has_no_place_for_leaves_the_drawing_at_its_foot() -> None:
    curve = Curve("x", [0, 1], [1.0, 1.0], 0, Band([-1.0, -1.0], [100.0, 100.0]))
    canvas, shown = Canvas(6, 5), range_of([curve], log=True)
    assert shown is not None
    draw([curve], shown, canvas)
    assert [any(cell.is_band for cell in canvas.row(row)) for row in range(5)] == [True, False, False, False, False]
