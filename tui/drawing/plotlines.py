"""A plot as lines of text: title, drawing between axis and labels, steps. Each curve is labelled at its end."""

from dataclasses import replace
from itertools import groupby
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from store.compare.curves.axes import Range, range_of, step_ticks, value_ticks, why_empty
from store.compare.curves.palette import SERIES
from store.compare.curves.window import within
from tui.drawing.braille import Canvas, draw
from tui.drawing.crosshair import Look, told
from tui.formats import figure
from tui.literal import literal
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import Chart, Curve

LONGEST_LABEL = 26
NARROWEST = 16
"""Cells that the drawing itself gets before the labels do."""
TITLE, AXIS, GRID, CROSS = "title", "axis", "grid", "cross"
ZOOMED = "zoomed, 0 shows all"
POINT = "●"

Piece = tuple[str, str]
"""A text, and its tone."""


class Cross(NamedTuple):
    """The crosshair in the drawing: its column of cells, and by row the tone of the curve that it meets there."""

    column: int
    points: dict[int, str]


NO_CROSS = Cross(-1, {})


def plot_lines(title: str, chart: "Chart", width: int, height: int, look: Look | None = None) -> list[list[Piece]]:
    """Return the lines of a plot that fills a width and a height, as somebody looks at it."""
    look = look or Look(chart)
    head = _head(title, look, width)
    curves, shown = _seen(look)
    rows = height - len(head) - 2
    if shown is None or rows < 2 or width < NARROWEST:
        why = "too small to draw" if shown else why_empty(chart.curves, log=chart.log)
        return [*head, [(padded(why, width), AXIS)]]
    marks = {_row_of(value, shown, rows): f"{value:.6g}" for value in value_ticks(shown, max(2, rows // 3))}
    margin = max((len(text) for text in marks.values()), default=1)
    labels = _labels(curves, shown, rows)
    longest = max((cell_len(text) for text, _ in labels.values()), default=0)
    wanted = min(max(longest + 1, len(chart.x_title) + 2), LONGEST_LABEL)
    room = min(wanted, max(0, width - margin - NARROWEST))
    canvas = Canvas(width - margin - 1 - room, rows)
    draw(_drawn(look), shown, canvas)
    cross = _cross(look, shown, canvas)
    body = [_axis(marks.get(row), margin) + _cells(canvas, row, curves, cross, row in marks) for row in range(rows)]
    body = [line + _label(labels.get(row), room) for row, line in enumerate(body)]
    return [*head, *body, *_foot(shown, margin, canvas.width, chart.x_title)]


def _seen(look: Look) -> tuple["Sequence[Curve]", Range | None]:
    """Return what of the curves lies in the part that is shown, and the range that it takes."""
    chart, window = look.chart, look.window
    if window is None:
        return chart.curves, range_of(chart.curves, log=chart.log)
    curves = [within(curve, window) for curve in look.curves]
    shown = range_of(curves, log=chart.log) or range_of(_drawn(look), log=chart.log)
    return curves, shown and replace(shown, left=window.left, right=window.right)


def _drawn(look: Look) -> "Sequence[Curve]":
    """Return the curves with a point beyond either side, so that their lines reach the sides."""
    return [within(curve, look.window, beyond=1) for curve in look.curves] if look.window else look.chart.curves


def _cross(look: Look, shown: Range, canvas: Canvas) -> Cross:
    if look.at is None:
        return NO_CROSS
    column = round(shown.across(look.at) * (canvas.width * 2 - 1)) // 2
    points = {
        _row_of(one.value, shown, canvas.height): _tone(look.curves[one.curve])
        for one in reversed(look.readings())
        if isfinite(one.value)
    }
    return Cross(column, points)


def _head(title: str, look: Look, width: int) -> list[list[Piece]]:
    """Return the title, or what the crosshair stands on, with the notes beside it, or under it where it is too long."""
    notes = " · ".join((*look.chart.notes, *([ZOOMED] if look.window else [])))
    first = _first_line(title, look, width)
    used = sum(cell_len(text) for text, _ in first)
    if not notes or used + cell_len(notes) + 3 <= width:
        tone = AXIS if look.at is not None else TITLE
        return [[*first, (padded(f" · {notes}" if notes else "", max(0, width - used)), tone)]]
    return [[*first, (" " * max(0, width - used), TITLE)], [(padded(notes, width), AXIS)]]


def _first_line(title: str, look: Look, width: int) -> list[Piece]:
    if look.at is None:
        return [(title if cell_len(title) <= width else padded(title, width), TITLE)]
    parts = told(look, title, width)
    line = [(text, TITLE if curve is None else _tone(look.curves[curve])) for text, curve in parts]
    last, tone = line[-1]
    used = sum(cell_len(text) for text, _ in line[:-1])
    return [*line[:-1], (padded(last, min(cell_len(last), max(0, width - used))).rstrip(), tone)]


def _axis(mark: str | None, margin: int) -> list[Piece]:
    return [((mark or "").rjust(margin) + ("│" if mark is None else "┤"), AXIS)]


def _cells(canvas: Canvas, row: int, curves: "Sequence[Curve]", cross: Cross, marked: bool) -> list[Piece]:  # noqa: FBT001
    tones = [(_tone(curve), _tone(curve, "band")) for curve in curves]
    blank = ("┈" if marked else " ", GRID)
    line = [blank if cell.owner < 0 else (cell.character, tones[cell.owner][cell.is_band]) for cell in canvas.row(row)]
    if 0 <= cross.column < len(line):
        line[cross.column] = (POINT, cross.points[row]) if row in cross.points else ("│", CROSS)
    return [("".join(text for text, _ in pieces), tone) for tone, pieces in groupby(line, itemgetter(1))]


def _label(label: Piece | None, room: int) -> list[Piece]:
    return [(padded(f" {label[0]}", room), label[1])] if label and room > 4 else []


def _labels(curves: "Sequence[Curve]", shown: Range, rows: int) -> dict[int, Piece]:
    """Place each curve's label at the height of its end, or as near as the others let it; none passes another.

    Where there are more curves than rows, the lowest row says how many have no label.
    """
    drawn = [curve for curve in curves if curve.values]
    room = rows if len(drawn) <= rows else rows - 1
    named = sorted(drawn[:room], key=lambda curve: -shown.up(curve.values[-1]))
    wanted = _spread([_row_of(curve.values[-1], shown, rows) for curve in named], room)
    labels = {row: (_label_text(curve, shown), _tone(curve)) for row, curve in zip(wanted, named, strict=True)}
    return labels if room == rows else labels | {room: (f"+{len(drawn) - room} more", AXIS)}


def _spread(wanted: list[int], rows: int) -> list[int]:
    """Return rows of their own, in the same order, for rows that are wanted in rising order."""
    placed: list[int] = []
    for row in wanted:
        placed.append(max(row, placed[-1] + 1 if placed else 0))
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], rows - len(placed) + place)
    return placed


def _label_text(curve: "Curve", shown: Range) -> str:
    """Return a curve's name and last value as measured, and the step of it where others go on."""
    ended = f" at {_step(curve.steps[-1])}" if curve.steps[-1] < shown.right and not curve.goes_on else ""
    value = f" {figure(curve.end, 3)}{ended}"
    name, room = literal(curve.label), LONGEST_LABEL - 1 - len(value)
    return (name if cell_len(name) <= room else padded(name, room)) + value


def _step(step: float) -> str:
    return str(int(step)) if step == int(step) else f"{step:.3g}"


def _foot(shown: Range, margin: int, width: int, x_title: str) -> list[list[Piece]]:
    axis, steps = ["─"] * width, [" "] * (width + 1)
    for value in step_ticks(shown, max(2, width // 10), whole=x_title == "epoch"):
        place = round(shown.across(value) * (width - 1))
        text = f"{value:.6g}" if value != int(value) else str(int(value))
        start = min(max(0, place - len(text) // 2), width - len(text))
        if all(cell == " " for cell in steps[max(0, start - 1) : start + len(text) + 1]):
            axis[place] = "┴"
            steps[start : start + len(text)] = text
    return [
        [(" " * margin + "└" + "".join(axis), AXIS)],
        [(" " * (margin + 1) + "".join(steps) + f" {x_title}", AXIS)],
    ]


def _row_of(value: float, shown: Range, rows: int) -> int:
    """Return the row that a value lies in; the lowest for one that has no place."""
    up = shown.up(value)
    return round((1 - up) * (rows * 4 - 1)) // 4 if 0 <= up <= 1 else rows - 1


def _tone(curve: "Curve", of: str = "series") -> str:
    return f"{of}-{curve.tone % SERIES + 1}"
