"""Curves and bands drawn with braille dots, two by four in a cell: plain functions from numbers to text."""

from itertools import groupby
from math import ceil, floor, isfinite
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from store.compare.curves.thinning import thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.compare.curves.axes import Range
    from store.compare.curves.model import Curve

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
UPRIGHT = [
    [[sum(DOTS[y][side] for y in range(first, last + 1)) for last in range(4)] for first in range(4)]
    for side in range(2)
]
"""The dots of one side of a cell from a first row to a last one."""
BLANK = 0x2800
NOBODY = -1
SPARSE = 3
"""Every third column of dots belongs to the edge of a band; which one, the curve's tone says."""

Place = tuple[int, int]


class Pen(NamedTuple):
    """Who draws, and what: a line, or the edge of a band, in every third column of dots from `phase` on."""

    owner: int
    is_band: bool = False
    phase: int = 0


class DotCell(NamedTuple):
    """One cell: its character, the curve that drew in it last, and whether that is the curve's band only."""

    character: str
    owner: int = NOBODY
    is_band: bool = False


NO_DOTS = DotCell(" ")


class Layer:
    """Dots, and to whom the cells belong that they lie in."""

    def __init__(self, width: int, height: int) -> None:
        self.dots = [[0] * width for _ in range(height)]
        self.owners = [[NOBODY] * width for _ in range(height)]


class Canvas:
    """A grid of cells of two by four dots. Bands lie under lines: a line shares its cells with its own band alone."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._lines, self._bands = Layer(width, height), Layer(width, height)

    def dot(self, x: int, y: int, pen: Pen) -> None:
        """Set one dot, counted from the top left; outside the canvas nothing happens."""
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height and not (pen.is_band and (x - pen.phase) % SPARSE):
            layer = self._bands if pen.is_band else self._lines
            layer.dots[row][column] |= DOTS[y % 4][x % 2]
            layer.owners[row][column] = pen.owner

    def line(self, start: Place, end: Place, pen: Pen) -> None:
        """Set the dots of a straight line."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for step in _steps_inside(start[0], end[0], steps, self.width * 2):
            x = start[0] + round((end[0] - start[0]) * step / steps)
            y = start[1] + round((end[1] - start[1]) * step / steps)
            self.dot(x, y, pen)

    def upright(self, x: int, top: int, bottom: int, pen: Pen) -> None:
        """Set dots that lie one under the other, a cell at once: of a long curve most of what is drawn."""
        column, side = divmod(x, 2)
        if not 0 <= column < self.width or (pen.is_band and (x - pen.phase) % SPARSE):
            return
        layer = self._bands if pen.is_band else self._lines
        for row in range(max(0, top // 4), min(bottom // 4, self.height - 1) + 1):
            layer.dots[row][column] |= UPRIGHT[side][max(0, top - row * 4)][min(3, bottom - row * 4)]
            layer.owners[row][column] = pen.owner

    def row(self, row: int) -> list[DotCell]:
        """Return a row's cells; a blank where nobody drew."""
        return [self._cell(row, column) for column in range(self.width)]

    def _cell(self, row: int, column: int) -> DotCell:
        line, band = self._lines.dots[row][column], self._bands.dots[row][column]
        if not (line or band):
            return NO_DOTS
        owner, band_owner = self._lines.owners[row][column], self._bands.owners[row][column]
        if line:
            return DotCell(chr(BLANK + (line | _apart(band, line) if owner == band_owner else line)), owner)
        return DotCell(chr(BLANK + band), band_owner, is_band=True)


def _steps_inside(start: int, end: int, steps: int, width: int) -> range:
    """Return those steps of a line that lie between the sides of a canvas: of a zoomed curve most may not."""
    first, last = sorted((side - start) * steps / (end - start) for side in (-1, width))
    return range(max(0, floor(first)), min(steps, ceil(last)) + 1)


def _apart(band: int, line: int) -> int:
    """Return the dots of a band that do not touch those of the line, which would look thicker for them."""
    return sum(
        DOTS[y][x]
        for y in range(4)
        for x in range(2)
        if band & DOTS[y][x] and not any(line & DOTS[near][x] for near in range(max(y - 1, 0), min(y + 2, 4)))
    )


def place(step: float, value: float, shown: "Range", canvas: Canvas) -> Place:
    """Return the dot of a point; one that is far outside stays just outside."""
    across, up = canvas.width * 2 - 1, canvas.height * 4 - 1
    height = max(-0.5, min(1 - shown.up(value), 1.5))
    return round(shown.across(step) * across), round(height * up)


def draw(curves: "Sequence[Curve]", shown: "Range", canvas: Canvas) -> None:
    """Draw the curves, and the edges of their bands under them; the first one lies on top where they meet."""
    for owner in reversed(range(len(curves))):
        curve = thinned(curves[owner], canvas.width * 2)
        for edge in (curve.band.lows, curve.band.highs) if curve.band else ():
            _draw(curve.steps, edge, shown, canvas, Pen(owner, is_band=True, phase=curve.tone))
        _draw(curve.steps, curve.values, shown, canvas, Pen(owner))


def _draw(steps: "Sequence[float]", values: "Sequence[float]", shown: "Range", canvas: Canvas, pen: Pen) -> None:
    for stretch in _stretches(steps, values, shown, canvas):
        before: Place | None = None
        for x, places in groupby(stretch, itemgetter(0)):
            heights = [y for _, y in places]
            if before:
                canvas.line(before, (x, heights[0]), pen)
            canvas.upright(x, min(heights), max(heights), pen)
            before = x, heights[-1]


def _stretches(
    steps: "Sequence[float]", values: "Sequence[float]", shown: "Range", canvas: Canvas
) -> "Iterator[list[Place]]":
    """Yield the places of the points from one gap to the next."""
    for known, points in groupby(zip(steps, values, strict=True), lambda point: isfinite(point[1])):
        if known:
            yield [place(step, value, shown, canvas) for step, value in points]
