"""The epochs of a run that count: all of a short one, of a long one the newest, and where the file has the others."""

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from store import figures
from store.blocks import FIRST_WIDTH, Blocks, number_of
from store.events import events_between
from store.sequences import MadeWhenSeen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from store.history import Event

LONG = 5000
"""Epochs from which on a run is long: those but the newest are read from the file when somebody looks at them."""
AT_HAND = 8
"""Stretches whose events are kept at hand once they were read."""
FEWEST = 512
"""Stretches that the points of a long run are made anew from when fewer than these are left of wide ones."""
UNREADABLE: "Event" = {"kind": "epoch", "metrics": {}}
"""What stands for an epoch whose line has gone from the file since it was read."""


class Epochs(MadeWhenSeen["Event"]):
    """Epoch events by their place, oldest first; their numbers rise. Without a file all of them are kept."""

    def __init__(self, path: "Path | None" = None) -> None:
        self.path = path
        self.blocks = Blocks()
        self.tail: list[Event] = []
        """The newest epochs, after those of the blocks; empty only where there is no epoch at all."""
        self.offsets = array("q")
        """Where the lines of the newest epochs begin."""
        self.clock = 0.0
        """Seconds of training before the newest epochs."""
        self._at_hand: dict[tuple[int, int], list[Event]] = {}

    @property
    def is_long(self) -> bool:
        """Whether some of the epochs have to be read from the file."""
        return len(self.blocks) > 0

    @property
    def number(self) -> int:
        """The number of the newest epoch, 0 before the first."""
        return number_of(self.tail[-1]) if self.tail else 0

    @property
    def in_blocks(self) -> int:
        """How many epochs the blocks hold."""
        return len(self.blocks) * self.blocks.width

    def __len__(self) -> int:
        return self.in_blocks + len(self.tail)

    def at(self, place: int) -> "Event":
        if place >= self.in_blocks:
            return self.tail[place - self.in_blocks]
        block, within = divmod(place, self.blocks.width)
        return self._block(block)[within]

    def __iter__(self) -> "Iterator[Event]":
        for block in range(len(self.blocks)):
            yield from self._read_block(block)
        yield from self.tail

    def are_there(self) -> bool:
        """Say whether the newest epoch still lies in the file where it was read: somebody may have mended that."""
        newest = self.tail[-1:]
        return [event for _, event in self._told(self.offsets[-1], self.offsets[-1] + 1)] == newest if newest else True

    def append(self, event: "Event", offset: int = 0) -> None:
        """Add an epoch, whose line begins at an offset of the file."""
        self.tail.append(event)
        self.offsets.append(offset)
        if self.path and len(self.tail) >= (2 * self.blocks.width if self.is_long else LONG):
            self._move_to_blocks()

    def take_back(self, kept: int, stop: int = 0) -> "list[Event]":
        """Drop epochs after one, as a line at `stop` says; return those of the newest that were dropped."""
        dropped: list[Event] = []
        while self.tail and number_of(self.tail[-1]) > kept:
            dropped.append(self.tail.pop())
            self.offsets.pop()
        if self.is_long and not self.tail:
            self._cut(kept, stop)
        return dropped

    def place_of(self, number: int) -> int:
        """Return the place of an epoch, -1 where it is not there."""
        block = self.blocks.before(number)
        if block < 0 or (self.tail and number >= number_of(self.tail[0])):
            found, start = self.tail, self.in_blocks
        else:
            found, start = self._block(block), block * self.blocks.width
        place = bisect_left(found, number, key=number_of)
        return start + place if place < len(found) and found[place].get("epoch") == number else -1

    def measured(self, metric: str) -> "tuple[Sequence[int], Sequence[float]]":
        """Return epochs and values of a metric; of a long run the first, last and extreme ones of each stretch."""
        points = self.blocks.measured(metric)
        tail = [event for event in self.tail if event["metrics"].get(metric) is not None]
        steps = [*points.epochs.tolist(), *map(number_of, tail)]
        return steps, [*points.values.tolist(), *(event["metrics"][metric] for event in tail)]

    def sampled(self, metric: str) -> "Sequence[float]":
        """Return the values of a metric; of a long run an even sample, and the newest one."""
        if not self.is_long:
            return [value for event in self.tail if (value := event["metrics"].get(metric)) is not None]
        newest = [event["metrics"][metric] for event in self.tail if metric in event["metrics"]]
        return [*self.blocks.firsts_of(metric), *newest[:1], *newest[-1:]]

    def spaced(self) -> "list[Event]":
        """Return all epochs; of a long run the first of each stretch and the newest, with the seconds since the last.

        The stretches of two runs are equally long, or those of one are a multiple of the other's.
        """
        if not self.is_long:
            return list(self.tail)
        found, clock = [], 0.0
        for offset, before in zip(
            [*self.blocks.offsets, self.offsets[0]], [*self.blocks.clocks, self.clock], strict=True
        ):
            event = next((event for _, event in self._told(offset, offset + 1)), UNREADABLE)
            now = before + (event.get("seconds") or 0.0)
            found.append(event | {"seconds": now - clock})
            clock = now
        return found

    def _move_to_blocks(self) -> None:
        moved = 0
        while len(self.tail) - moved >= 2 * self.blocks.width:
            width = self.blocks.width
            self.clock = self.blocks.add(self.tail[moved : moved + width], self.offsets[moved], self.clock)
            moved += width
        del self.tail[:moved], self.offsets[:moved]

    def _cut(self, kept: int, stop: int) -> None:
        """Drop what lies after an epoch in the blocks; what is left of the last one is read again."""
        place = max(self.blocks.before(kept), 0)
        if place < FEWEST and self.blocks.width > FIRST_WIDTH:
            place = 0
        start, self.clock = self.blocks.offsets[place], self.blocks.clocks[place]
        self.blocks.truncate(place)
        if not place:
            self.blocks = Blocks()
        self._at_hand.clear()
        counted = set(self._counted(start, stop, kept))
        for offset, event in self._told(start, stop):
            if offset in counted:
                self.append(event, offset)

    def _counted(self, start: int, stop: int, kept: int) -> list[int]:
        """Return the offsets of the epochs up to `kept` that a part of the file adds and does not take back."""
        numbers, offsets = array("q"), list[int]()
        for offset, event in self._told(start, stop):
            while numbers and numbers[-1] > _kept_by(event):
                numbers.pop()
                offsets.pop()
            if event["kind"] == "epoch" and number_of(event) <= kept:
                numbers.append(number_of(event))
                offsets.append(offset)
        return offsets

    def _block(self, block: int) -> "list[Event]":
        key = (self.blocks.offsets[block], self.blocks.width)
        if key not in self._at_hand:
            while len(self._at_hand) >= AT_HAND:
                self._at_hand.pop(next(iter(self._at_hand)))
            self._at_hand[key] = self._read_block(block)
        return self._at_hand[key]

    def _read_block(self, block: int) -> "list[Event]":
        """Read a stretch; should lines of it be gone, others stand for them."""
        starts, width = self.blocks.offsets, self.blocks.width
        found: list[Event] = []
        stop = starts[block + 1] if block + 1 < len(starts) else self.offsets[0]
        for _, event in self._told(starts[block], stop):
            while found and number_of(found[-1]) > _kept_by(event):
                found.pop()
            if event["kind"] == "epoch":
                found.append(event)
        return (found + [UNREADABLE] * width)[:width]

    def _told(self, start: int, stop: int) -> "Iterator[tuple[int, Event]]":
        """Yield the events of a part of the file that add or take back epochs."""
        for offset, event in events_between(self.path, start, stop) if self.path else ():
            if event["kind"] == "epoch":
                yield offset, epoch_of(event)
            elif event["kind"] == "resumed":
                yield offset, event


def epoch_of(event: "Event") -> "Event":
    """Return an epoch event whose metrics are those that are finite numbers."""
    return event | {"metrics": figures.numbers(event.get("metrics"))}


def _kept_by(event: "Event") -> int:
    """Return the epoch after which an event takes all back: what it tells of is done anew."""
    return number_of(event) - int(event["kind"] == "epoch")
