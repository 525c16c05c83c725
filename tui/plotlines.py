"""A plot as lines of text: title, drawing between axis and labels, steps. Each curve is labelled at its end."""

from typing import TYPE_CHECKING

from rich.cells import cell_len

from store.compare.curves.axes import Range, range_of, step_ticks, value_ticks, why_empty
from store.compare.curves.palette import SERIES
from tui.braille import Canvas, draw
from tui.formats import figure
from tui.literal import literal
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import Chart, Curve

LONGEST_LABEL = 26
NARROWEST = 16
"""Cells that the drawing itself gets before the labels do."""
TITLE, AXIS, GRID = "title", "axis", "grid"

Piece = tuple[str, str]
"""A text, and its tone."""


def plot_lines(title: str, chart: "Chart", width: int, height: int) -> list[list[Piece]]:
    """Return the lines of a plot that fills a width and a height."""
    head = _head(title, chart.notes, width)
    shown = range_of(chart.curves, log=chart.log)
    rows = height - len(head) - 2
    if shown is None or rows < 2 or width < NARROWEST:
        why = "too small to draw" if shown else why_empty(chart.curves, log=chart.log)
        return [*head, [(padded(why, width), AXIS)]]
    marks = {_row_of(value, shown, rows): f"{value:.6g}" for value in value_ticks(shown, max(2, rows // 3))}
    margin = max((len(text) for text in marks.values()), default=1)
    labels = _labels(chart.curves, shown, rows)
    longest = max((cell_len(text) for text, _ in labels.values()), default=0)
    wanted = min(max(longest + 1, len(chart.x_title) + 2), LONGEST_LABEL)
    room = min(wanted, max(0, width - margin - NARROWEST))
    canvas = Canvas(width - margin - 1 - room, rows)
    draw(chart.curves, shown, canvas)
    body = [_body_line(canvas, row, marks, margin, chart.curves) + _label(labels.get(row), room) for row in range(rows)]
    return [*head, *body, *_foot(shown, margin, canvas.width, chart.x_title)]


def _head(title: str, notes: "Sequence[str]", width: int) -> list[list[Piece]]:
    """Return the title with the notes beside it, or under it where both do not fit."""
    together = " · ".join((title, *notes))
    if not notes or cell_len(together) <= width:
        return [[(padded(together, width), TITLE)]]
    return [[(padded(title, width), TITLE)], [(padded(" · ".join(notes), width), AXIS)]]


def _body_line(canvas: Canvas, row: int, marks: dict[int, str], margin: int, curves: "Sequence[Curve]") -> list[Piece]:
    line = [(marks.get(row, "").rjust(margin) + ("┤" if row in marks else "│"), AXIS)]
    for cell in canvas.row(row):
        if cell.owner < 0:
            line.append(("┈" if row in marks else " ", GRID))
        else:
            line.append((cell.character, _tone(curves[cell.owner], "band" if cell.is_band else "series")))
    return line


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
    ended = f" at {_step(curve.steps[-1])}" if curve.steps[-1] < shown.right else ""
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
