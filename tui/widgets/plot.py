"""Curves with their axes, each labelled at its end, so that none needs its colour to be told."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.braille import Canvas, Range, draw, range_of, ticks
from tui.formats import figure
from tui.literal import literal
from tui.themes import SERIES
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from tui.braille import Curve

LONGEST_LABEL = 26
NARROWEST = 16
"""Cells that the drawing itself gets before the labels do."""
AXIS, GRID = "axis", "grid"


class Plot(Widget):
    """Draws curves over steps, under a title; `show` gives it others."""

    DEFAULT_CSS = """
    Plot {
        height: 1fr; min-height: 5; background: $surface;
        & > .plot--title { color: $text-primary; text-style: bold; }
        & > .plot--axis { color: $text-muted; }
        & > .plot--grid { color: $panel-lighten-1; }
        & > .plot--series-1 { color: $series-1; }
        & > .plot--series-2 { color: $series-2; }
        & > .plot--series-3 { color: $series-3; }
        & > .plot--series-4 { color: $series-4; }
        & > .plot--series-5 { color: $series-5; }
        & > .plot--series-6 { color: $series-6; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"plot--title", "plot--axis", "plot--grid"} | {
        f"plot--series-{number}" for number in range(1, SERIES + 1)
    }
    ALLOW_SELECT = False

    def __init__(self, title: str, *, x_title: str = "epoch", id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.title, self.x_title = title, x_title
        self.curves: Sequence[Curve] = ()
        self._lines: list[list[tuple[str, str]]] = []
        self._drawn_for = Size()

    def show(self, curves: "Sequence[Curve]", title: str | None = None) -> None:
        """Draw other curves, under another title where one is given."""
        self.curves = curves
        self.title = self.title if title is None else title
        self._lines = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if not self._lines or self._drawn_for != self.size:
            self._drawn_for = self.size
            self._lines = plot_lines(self.title, self.curves, self.size.width, self.size.height, self.x_title)
        line = self._lines[y] if y < len(self._lines) else []
        strip = Strip([Segment(text, self._style(tone)) for text, tone in line])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, tone: str) -> "Style":
        return self.get_component_rich_style(f"plot--{tone}") if tone else self.rich_style


def plot_lines(
    title: str, curves: "Sequence[Curve]", width: int, height: int, x_title: str = "epoch"
) -> list[list[tuple[str, str]]]:
    """Return a plot's lines as pieces of text with their tone: title, drawing between axis and labels, steps."""
    head = [(padded(title, width), "title")]
    shown = range_of(curves)
    rows = height - 3
    if shown is None or rows < 2 or width < NARROWEST:
        return [head, [(padded("nothing to draw yet" if shown is None else "too small to draw", width), AXIS)]]
    marks = {_row_of(value, shown, rows): f"{value:.6g}" for value in ticks(shown.low, shown.high, max(2, rows // 3))}
    margin = max((len(text) for text in marks.values()), default=1)
    labels = _labels(curves, shown, rows)
    room = min(
        max(map(cell_len, labels_text(labels)), default=0) + 1, LONGEST_LABEL, max(0, width - margin - NARROWEST)
    )
    canvas = Canvas(width - margin - 1 - room, rows)
    draw(curves, shown, canvas)
    body = [_body_line(canvas, row, marks, margin, curves) + _label(labels.get(row), room) for row in range(rows)]
    return [head, *body, *_foot(shown, margin, canvas.width, x_title)]


def labels_text(labels: dict[int, tuple[str, str]]) -> list[str]:
    """Return the words of labels."""
    return [text for text, _ in labels.values()]


def _body_line(
    canvas: Canvas, row: int, marks: dict[int, str], margin: int, curves: "Sequence[Curve]"
) -> list[tuple[str, str]]:
    line = [(marks.get(row, "").rjust(margin) + ("┤" if row in marks else "│"), AXIS)]
    for character, owner in canvas.row(row):
        if owner < 0:
            line.append(("┈" if row in marks else " ", GRID))
        else:
            line.append((character, _tone(curves[owner])))
    return line


def _label(label: tuple[str, str] | None, room: int) -> list[tuple[str, str]]:
    return [(padded(f" {label[0]}", room), label[1])] if label and room > 4 else []


def _labels(curves: "Sequence[Curve]", shown: Range, rows: int) -> dict[int, tuple[str, str]]:
    """Place each curve's label at the height of its end, or as near as the others let it; none passes another."""
    drawn = [curve for curve in curves if curve.values][:rows]
    drawn.sort(key=lambda curve: -curve.values[-1])
    wanted = _spread([_row_of(curve.values[-1], shown, rows) for curve in drawn], rows)
    return {row: (_label_text(curve, shown), _tone(curve)) for row, curve in zip(wanted, drawn, strict=True)}


def _spread(wanted: list[int], rows: int) -> list[int]:
    """Return rows of their own, in the same order, for rows that are wanted in rising order."""
    placed: list[int] = []
    for row in wanted:
        placed.append(max(row, placed[-1] + 1 if placed else 0))
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], rows - len(placed) + place)
    return placed


def _label_text(curve: "Curve", shown: Range) -> str:
    """Return a curve's name and last value, and the step of it where others go on."""
    ended = f" at {curve.steps[-1]:g}" if curve.steps[-1] < shown.right else ""
    value = f" {figure(curve.values[-1], 3)}{ended}"
    name, room = literal(curve.label), LONGEST_LABEL - 1 - len(value)
    return (name if cell_len(name) <= room else padded(name, room)) + value


def _foot(shown: Range, margin: int, width: int, x_title: str) -> list[list[tuple[str, str]]]:
    axis, steps = ["─"] * width, [" "] * (width + 1)
    for value in (shown.left, *ticks(shown.left, shown.right, max(2, width // 10)), shown.right):
        if value != int(value):
            continue
        place = round((value - shown.left) / ((shown.right - shown.left) or 1.0) * (width - 1))
        text = str(int(value))
        start = min(max(0, place - len(text) // 2), width - len(text))
        if all(cell == " " for cell in steps[max(0, start - 1) : start + len(text) + 1]):
            axis[place] = "┴"
            steps[start : start + len(text)] = text
    return [
        [(" " * margin + "└" + "".join(axis), AXIS)],
        [(" " * (margin + 1) + "".join(steps) + f" {x_title}", AXIS)],
    ]


def _row_of(value: float, shown: Range, rows: int) -> int:
    return round((shown.high - value) / ((shown.high - shown.low) or 1.0) * (rows * 4 - 1)) // 4


def _tone(curve: "Curve") -> str:
    return f"series-{curve.tone % SERIES + 1}"
