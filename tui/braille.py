"""Curves drawn with braille dots, two by four in a cell: plain functions from numbers to text."""

from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
BLANK = 0x2800
NOBODY = -1

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: its label, and its points by step (an epoch, say). `tone` picks one of the series' colours, from 0."""

    label: str
    steps: "Sequence[float]"
    values: "Sequence[float]"
    tone: int = 0


class Canvas:
    """A grid of cells of two by four dots; a cell is owned by the curve that drew in it last."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._dots = [[0] * width for _ in range(height)]
        self._owners = [[NOBODY] * width for _ in range(height)]

    def dot(self, x: int, y: int, owner: int) -> None:
        """Set one dot, counted from the top left; outside the canvas nothing happens."""
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height:
            self._dots[row][column] |= DOTS[y % 4][x % 2]
            self._owners[row][column] = owner

    def line(self, start: tuple[int, int], end: tuple[int, int], owner: int) -> None:
        """Set the dots of a straight line."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for step in range(steps + 1):
            x = start[0] + round((end[0] - start[0]) * step / steps)
            y = start[1] + round((end[1] - start[1]) * step / steps)
            self.dot(x, y, owner)

    def row(self, row: int) -> list[tuple[str, int]]:
        """Return a row's cells: the character and its owner, a blank where nobody drew."""
        return [
            (chr(BLANK + dots) if dots else " ", owner)
            for dots, owner in zip(self._dots[row], self._owners[row], strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Range:
    """The part of the plane that is shown."""

    left: float
    right: float
    low: float
    high: float

    def place(self, point: Point, canvas: Canvas) -> tuple[int, int]:
        """Return the dot of a point."""
        across, up = canvas.width * 2 - 1, canvas.height * 4 - 1
        x = (point[0] - self.left) / ((self.right - self.left) or 1.0) * across
        y = (self.high - point[1]) / ((self.high - self.low) or 1.0) * up
        return round(x), round(y)


def range_of(curves: "Sequence[Curve]") -> Range | None:
    """Return the range that holds every finite point, with some height even for flat curves; None of no points."""
    values = [value for curve in curves for value in curve.values if isfinite(value)]
    if not values:
        return None
    starts, ends = zip(*((curve.steps[0], curve.steps[-1]) for curve in curves if curve.steps), strict=True)
    low, high = min(values), max(values)
    room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return Range(min(starts), max(ends), low - room, high + room)


def draw(curves: "Sequence[Curve]", shown: Range, canvas: Canvas) -> None:
    """Draw the curves; the first one lies on top where they meet."""
    for owner in reversed(range(len(curves))):
        before: tuple[int, int] | None = None
        for point in _thinned(curves[owner], canvas.width * 2):
            if not isfinite(point[1]):
                before = None
                continue
            place = shown.place(point, canvas)
            canvas.line(before or place, place, owner)
            before = place


def _thinned(curve: Curve, columns: int) -> "Iterator[Point]":
    """Yield the points; where several share a column of dots only its first, lowest, highest and last value."""
    count = len(curve.values)
    if count <= columns * 4:
        yield from zip(curve.steps, curve.values, strict=True)
        return
    for column in range(columns):
        start, end = column * count // columns, (column + 1) * count // columns
        part, step = curve.values[start:end], curve.steps[start]
        yield from ((step, value) for value in (part[0], min(part), max(part), part[-1]))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers between two values, evenly spaced by 1, 2 or 5 times a power of ten."""
    if most < 1 or not high > low:
        return []
    raw = (high - low) / most
    power = 10.0 ** floor(log10(raw))
    steps = [factor * power for factor in (0.5, 1, 2, 5, 10, 20)]
    place = next(place for place, step in enumerate(steps) if (high - low) / step <= most)
    found = _multiples(steps[place], low, high)
    if len(found) < 2:
        found = _multiples(steps[max(place - 1, 0)], low, high)
    return found[:most]


def _multiples(step: float, low: float, high: float) -> list[float]:
    first, last = -floor(-low / step), floor(high / step)
    return [round(index * step, 12) for index in range(first, last + 1)]
