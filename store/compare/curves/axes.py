"""Axes: which part of the plane is shown, where a value lies in it, and round numbers to mark it with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor, inf, log10

from store.compare.curves.model import Curve

ROOM = 0.04
"""Share of the height that is left free above and below."""
SMALLEST, LARGEST = 1e-250, 1e250
"""Values beyond lie outside every axis: reckoning with them would overflow."""
NEAR = 0.4
"""How near, in distances of two marks, none stands by the first or last step."""


@dataclass(frozen=True, slots=True)
class Range:
    """The part of the plane that is shown."""

    left: float
    right: float
    low: float
    high: float
    log: bool = False

    def across(self, step: float) -> float:
        """Return where a step lies, from 0 (left) to 1 (right)."""
        return (step - self.left) / ((self.right - self.left) or 1.0)

    def up(self, value: float) -> float:
        """Return where a value lies, from 0 (low) to 1 (high); -inf where a log axis has no place for it."""
        if not self.log:
            return (value - self.low) / ((self.high - self.low) or 1.0)
        low = log10(self.low)
        return (log10(value) - low) / ((log10(self.high) - low) or 1.0) if value > 0 else -inf


def range_of(curves: Sequence[Curve], *, log: bool = False) -> Range | None:
    """Return the range that holds all that can be shown, with some height even for flat curves; None of nothing."""
    least = SMALLEST if log else -LARGEST
    found = [value for value in _all_values(curves) if least <= value <= LARGEST]
    if not found:
        return None
    left = min(curve.steps[0] for curve in curves if curve.steps)
    right = max(curve.steps[-1] for curve in curves if curve.steps)
    low, high = min(found), max(found)
    if log:
        factor = 10 ** ((log10(high) - log10(low)) * ROOM) if high > low else 1.25
        return Range(left, right, low / factor, high * factor, log=True)
    room = (high - low) * ROOM or abs(high) * 0.1 or 1.0
    return Range(left, right, low - room, high + room)


def why_empty(curves: Sequence[Curve], *, log: bool) -> str:
    """Say why there is no range to show."""
    measured = any(curve.values for curve in curves)
    return "nothing above 0 to draw on a log axis" if log and measured else "nothing to draw yet"


def _all_values(curves: Sequence[Curve]) -> Iterable[float]:
    edges = (chain(curve.band.lows, curve.band.highs) for curve in curves if curve.band)
    return chain(chain.from_iterable(curve.values for curve in curves), chain.from_iterable(edges))


def value_ticks(shown: Range, most: int) -> list[float]:
    """Return at most `most` round numbers to mark the height with."""
    found = log_ticks(shown.low, shown.high, most) if shown.log and shown.high >= 10 * shown.low else []
    return found if len(found) > 1 else ticks(shown.low, shown.high, most)


def step_ticks(shown: Range, most: int, *, whole: bool) -> list[float]:
    """Return round numbers to mark the steps with, at most `most` and, of whole steps (epochs), the first and last."""
    found = ticks(shown.left, shown.right, most)
    if not whole:
        return found
    near = (found[1] - found[0]) * NEAR if len(found) > 1 else 0.0
    first, last = ceil(shown.left), floor(shown.right)
    between = [step for step in found if first + near < step < last - near and step == int(step)]
    return list(dict.fromkeys([first, *between, last])) if first <= last else []


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
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` of 1, 2 and 5 times the powers of ten, else of the powers alone, evenly picked."""
    first, last = floor(log10(low)), ceil(log10(high))
    for factors in ((1, 2, 5), (1,)):
        found = [factor * 10.0**power for power in range(first, last + 1) for factor in factors]
        found = [value for value in found if low <= value <= high]
        if len(found) <= most:
            return found
    return found[:: ceil(len(found) / max(most, 1))]
