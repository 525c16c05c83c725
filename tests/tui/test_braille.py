"""Curves drawn with dots."""

from math import nan, sin

import pytest

from tui.braille import Canvas, Curve, draw, range_of, ticks
from tui.widgets.plot import plot_lines


def drawn(curve: Curve, width: int, height: int) -> list[str]:
    canvas, shown = Canvas(width, height), range_of([curve])
    assert shown is not None
    draw([curve], shown, canvas)
    return ["".join(character for character, _ in canvas.row(row)) for row in range(height)]


def test_a_rising_line_goes_from_bottom_left_to_top_right() -> None:
    lines = drawn(Curve("x", [1, 2, 3, 4], [0.0, 1.0, 2.0, 3.0]), 4, 2)
    assert lines[1][0] != " "
    assert lines[0][-1] != " "
    assert lines[0][0] == lines[1][-1] == " "


def test_a_dot_sets_its_own_bit_and_one_outside_nothing() -> None:
    canvas = Canvas(1, 1)
    canvas.dot(5, 5, 0)
    assert canvas.row(0) == [(" ", -1)]
    canvas.dot(1, 3, 7)
    assert canvas.row(0) == [("⢀", 7)]


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
    assert {owner for row in range(2) for _, owner in canvas.row(row)} == {-1, 0}


def test_thinning_a_long_curve_keeps_its_peaks() -> None:
    values = [0.0] * 10_000
    values[6_321] = 1.0
    lines = drawn(Curve("x", range(10_000), values), 20, 5)
    assert sum(character != " " for character in lines[0]) == 1


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


def text(lines: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines]


def test_a_plot_names_each_curve_at_its_end_with_its_last_value() -> None:
    curves = [Curve("val", [1, 2, 3], [0.1, 0.5, 0.7], 1), Curve("train", [1, 2, 3], [0.1, 0.6, 0.9], 0)]
    lines = text(plot_lines("Accuracy", curves, 60, 12))
    assert lines[0].startswith("Accuracy")
    assert any(line.rstrip().endswith("train 0.900") for line in lines)
    assert any(line.rstrip().endswith("val 0.700") for line in lines)
    assert lines[-1].split() == ["1", "2", "3", "epoch"]
    assert len(lines) == 12


def test_equal_ends_do_not_cover_each_others_labels() -> None:
    curves = [Curve(name, [1, 2], [0.5, 0.5]) for name in ("a", "b", "c")]
    lines = "\n".join(text(plot_lines("x", curves, 60, 12)))
    assert all(f" {name} 0.500" in lines for name in ("a", "b", "c"))


def test_a_long_name_is_cut_and_its_value_is_not() -> None:
    curves = [Curve("decline/a-very-long-variant-name", [1, 2], [0.5, 0.5]), Curve("b", [1, 9], [0.1, 0.9])]
    assert any(line.rstrip().endswith("… 0.500 at 2") for line in text(plot_lines("x", curves, 80, 12)))


def test_labels_stand_in_the_order_of_the_ends_and_say_where_a_curve_ended_early() -> None:
    ends = {"low": 0.1, "mid": 0.12, "high": 0.14, "early": 0.9}
    curves = [Curve(name, [1, 2 if name == "early" else 9], [0.5, end]) for name, end in ends.items()]
    lines = "".join(text(plot_lines("x", curves, 60, 12)))
    assert [lines.index(name) for name in ("early 0.900 at 2", "high 0.140 ", "mid 0.120 ", "low 0.100 ")] == sorted(
        lines.index(name) for name in ends
    )


@pytest.mark.parametrize(("width", "height"), [(10, 10), (60, 4)])
def test_where_there_is_no_room_a_plot_says_so(width: int, height: int) -> None:
    lines = text(plot_lines("x", [Curve("a", [1, 2], [0.5, 0.6])], width, height))
    assert "too small" in lines[1] or lines[1].startswith("too sm")


def test_without_points_a_plot_says_so() -> None:
    assert text(plot_lines("x", [Curve("a", [], [])], 40, 10))[1].startswith("nothing to draw yet")
