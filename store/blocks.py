"""The epochs of a long run, a stretch at a time: where each lies in the file, and a few points of each metric."""

from array import array
from bisect import bisect_right
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.history import Event

FIRST_WIDTH = 4
"""Epochs of a stretch at first: none of their points is lost."""
MOST = 2048
"""Stretches that there are at most; two become one when there are as many. No terminal has half as many columns."""
KEPT = 4
"""Points that are kept of each stretch: the first, the lowest, the highest and the last, in the order of epochs."""


class Points(NamedTuple):
    """Points of one metric: epochs (counted from 1), seconds of training until each, values. All equally long."""

    epochs: "array[int]"
    seconds: "array[float]"
    values: "array[float]"

    def keep(
        self, places: "Sequence[int]", epochs: "Sequence[float]", seconds: "Sequence[float]", values: "Sequence[float]"
    ) -> None:
        """Append the points at some places of others."""
        self.epochs.extend([epochs[place] for place in places])  # type: ignore[misc]  # epochs are whole
        self.seconds.extend([seconds[place] for place in places])
        self.values.extend([values[place] for place in places])

    def leave_out(self, count: int) -> None:
        """Append as many points without a value."""
        self.epochs.extend([0] * count)
        self.seconds.extend([nan] * count)
        self.values.extend([nan] * count)


def no_points() -> Points:
    """Return no points yet."""
    return Points(array("q"), array("d"), array("d"))


class Blocks:
    """Stretches of equally many epochs, from the first on; memory is bounded however many epochs there are."""

    def __init__(self) -> None:
        self.width = FIRST_WIDTH
        self.offsets = array("q")
        """Where the line of each stretch's first epoch begins in the file."""
        self.firsts = array("q")
        """The number of each stretch's first epoch."""
        self.clocks = array("d")
        """Seconds of training before each stretch; NaN where they are not known."""
        self.points: dict[str, Points] = {}
        """Metric → its points, `KEPT` a stretch."""

    def __len__(self) -> int:
        return len(self.offsets)

    def add(self, events: "Sequence[Event]", offset: int, clock: float) -> float:
        """Append a stretch of epoch events and return the seconds of training after it."""
        numbers, times, parts = [*map(number_of, events)], [], [event["metrics"] for event in events]
        self.offsets.append(offset)
        self.firsts.append(numbers[0])
        self.clocks.append(clock)
        for event in events:
            clock += seconds_of(event)
            times.append(clock)
        for metric in {**self.points, **{name: None for part in parts for name in part}}:
            self._add_points(metric, [part.get(metric) for part in parts], numbers, times)
        if len(self) >= MOST:
            self._join_pairs()
        return clock

    def truncate(self, count: int) -> None:
        """Drop all stretches but the first ones."""
        del self.offsets[count:], self.firsts[count:], self.clocks[count:]
        for points in self.points.values():
            for column in points:
                del column[count * KEPT :]

    def before(self, epoch: int) -> int:
        """Return the place of the stretch in which an epoch lies if it is there; -1 where it would come before all."""
        return bisect_right(self.firsts, epoch) - 1

    def measured(self, metric: str) -> Points:
        """Return the points of a metric, oldest first; one that is two of first, lowest, highest, last comes twice."""
        found = self.points.get(metric) or no_points()
        if not any(map(isnan, found.values)):
            return found
        kept = no_points()
        kept.keep([place for place, value in enumerate(found.values) if not isnan(value)], *found)
        return kept

    def firsts_of(self, metric: str) -> list[float]:
        """Return a metric's first value of each stretch: an even sample."""
        found = self.points.get(metric)
        return [value for value in found.values[::KEPT] if not isnan(value)] if found else []

    def _add_points(
        self, metric: str, values: "list[float | None]", numbers: "Sequence[int]", times: "Sequence[float]"
    ) -> None:
        points = self.points.get(metric)
        if points is None:
            points = self.points[metric] = no_points()
            points.leave_out(KEPT * (len(self) - 1))
        _keep_of_one(points, numbers, times, [nan if value is None else value for value in values])

    def _join_pairs(self) -> None:
        self.width *= 2
        self.offsets, self.firsts, self.clocks = self.offsets[::2], self.firsts[::2], self.clocks[::2]
        for metric, points in self.points.items():
            joined = self.points[metric] = no_points()
            for start in range(0, len(points.values), 2 * KEPT):
                _keep_of_one(joined, *(column[start : start + 2 * KEPT] for column in points))


def _keep_of_one(
    points: Points, epochs: "Sequence[float]", seconds: "Sequence[float]", values: "Sequence[float]"
) -> None:
    """Keep the first, lowest, highest and last of the points of one stretch that have a value."""
    if isnan(sum(values)):
        known = [place for place, value in enumerate(values) if not isnan(value)]
        epochs, seconds, values = ([column[place] for place in known] for column in (epochs, seconds, values))
    if values:
        low, high = values.index(min(values)), values.index(max(values))
        points.keep((0, min(low, high), max(low, high), len(values) - 1), epochs, seconds, values)
    else:
        points.leave_out(KEPT)


def number_of(event: "Event") -> int:
    """Return which epoch an event tells of, 0 where it does not say."""
    number: Any = event.get("epoch")
    return number if isinstance(number, int) else 0


def seconds_of(event: "Event") -> float:
    """Return how long an epoch took, NaN where it does not say."""
    took: Any = event.get("seconds")
    return took if isinstance(took, (int, float)) and 0 <= took < inf else nan
