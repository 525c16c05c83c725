"""Curves as braille dots: a cell of the terminal holds two columns and four rows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

WIDE, HIGH = 2, 4
"""Dots in a cell."""
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_EMPTY = 0x2800


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve; points that are no finite numbers leave a gap."""

    name: str
    steps: Sequence[float]
    values: Sequence[float]

    def points(self) -> list[tuple[float, float]]:
        """Return the points that can be drawn."""
        return [(step, value) for step, value in zip(self.steps, self.values, strict=True) if isfinite(value)]


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the plane is drawn."""

    left: float
    right: float
    low: float
    high: float


def frame_of(curves: Sequence[Curve]) -> Frame | None:
    """Return the smallest frame round all points, with some air where it would have no height; None without points."""
    points = [point for curve in curves for point in curve.points()]
    if not points:
        return None
    steps, values = zip(*points, strict=True)
    low, high = min(values), max(values)
    if low == high:
        air = abs(low) * 0.05 or 0.5
        low, high = low - air, high + air
    return Frame(min(steps), max(steps), low, high)


class Canvas:
    """A grid of cells in which lines are drawn by dots; a cell belongs to the curve that was drawn there last."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._bits = [[0] * width for _ in range(height)]
        self._owners = [[-1] * width for _ in range(height)]

    def cells(self, row: int) -> list[tuple[str, int]]:
        """Return the characters of a row, each with the curve that it belongs to (-1: none)."""
        dots = zip(self._bits[row], self._owners[row], strict=True)
        return [(chr(_EMPTY + bits) if bits else " ", owner) for bits, owner in dots]

    def draw(self, curve: Curve, frame: Frame, owner: int) -> None:
        """Draw a curve, its points joined by lines."""
        dots = _thin([self._dot(point, frame) for point in curve.points()])
        for start, end in zip(dots, dots[1:] or dots, strict=False):
            self._line(start, end, owner)

    def _dot(self, point: tuple[float, float], frame: Frame) -> tuple[int, int]:
        across = (point[0] - frame.left) / (frame.right - frame.left) if frame.right > frame.left else 0.0
        up = (point[1] - frame.low) / (frame.high - frame.low)
        return round(across * (self.width * WIDE - 1)), round((1 - up) * (self.height * HIGH - 1))

    def _line(self, start: tuple[int, int], end: tuple[int, int], owner: int) -> None:
        (x, y), (to_x, to_y) = start, end
        length = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(length + 1):
            self._set(x + round((to_x - x) * step / length), y + round((to_y - y) * step / length), owner)

    def _set(self, x: int, y: int, owner: int) -> None:
        row, column = y // HIGH, x // WIDE
        self._bits[row][column] |= _BITS[y % HIGH][x % WIDE]
        self._owners[row][column] = owner


def _thin(dots: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the first, highest, lowest and last dot of each column: a line through them looks the same."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for dot in dots:
        columns.setdefault(dot[0], []).append(dot)
    return [dot for column in columns.values() for dot in _outline(column)]


def _outline(column: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(column) < 4:
        return column
    return [column[0], min(column, key=lambda dot: dot[1]), max(column, key=lambda dot: dot[1]), column[-1]]
