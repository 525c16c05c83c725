"""The part of the steps that is looked at: a zoom round a step, moved along, and what of the curves lies in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from store.compare.curves.model import Curve

FACTOR = 2.0
"""How many times nearer, or further away, one zoom leads."""
FEWEST = 3
"""Steps that are shown at least."""
MARGIN = 0.1
"""Share of the width that lies beyond a step that was moved to."""


class Window(NamedTuple):
    """The first and the last step that are shown."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """How far it reaches."""
        return self.right - self.left


def steps_of(curves: Sequence[Curve]) -> list[float]:
    """Return all steps at which any curve has a point, in rising order."""
    return sorted(set().union(*(curve.steps for curve in curves)))


def zoomed(steps: Sequence[float], window: Window, at: float, *, nearer: bool) -> Window:
    """Return a narrower window, or a wider one, in which a step stays where it is on screen.

    It never reaches beyond all steps, and is left as it is where too few steps would be shown.
    """
    factor = 1 / FACTOR if nearer else FACTOR
    left = at - (at - window.left) * factor
    found = _inside(steps, Window(left, left + window.width * factor))
    shown = bisect_right(steps, found.right) - bisect_left(steps, found.left)
    return window if nearer and shown < FEWEST else found


def moved_to(steps: Sequence[float], window: Window, at: float) -> Window:
    """Return the window itself where a step lies in it, else one of the same width in which it does."""
    if window.left <= at <= window.right:
        return window
    room = window.width * MARGIN
    left = at - room if at < window.left else at + room - window.width
    return _inside(steps, Window(left, left + window.width))


def _inside(steps: Sequence[float], window: Window) -> Window:
    first, last = steps[0], steps[-1]
    width = min(window.width, last - first)
    left = max(first, min(window.left, last - width))
    return Window(left, last if width == last - first else left + width)


def within(curve: Curve, window: Window, beyond: int = 0) -> Curve:
    """Return the part of a curve that lies in a window, and so many points to either side of it."""
    begin = max(0, bisect_left(curve.steps, window.left) - beyond)
    end = min(len(curve.values), bisect_right(curve.steps, window.right) + beyond)
    part = slice(begin, end)
    band = curve.band and replace(curve.band, lows=curve.band.lows[part], highs=curve.band.highs[part])
    measured = curve.measured if end == len(curve.values) else None
    cut = replace(curve, steps=curve.steps[part], values=curve.values[part], band=band)
    return replace(cut, measured=measured, goes_on=end < len(curve.values))


def nearest(steps: Sequence[float], at: float) -> int:
    """Return the place of the step that lies nearest, the earlier of two; of no steps 0."""
    place = bisect_left(steps, at)
    if place and (place == len(steps) or at - steps[place - 1] <= steps[place] - at):
        return place - 1
    return place
