"""Where the lines of a file are: how many newlines lie before each of its blocks, so a gigabyte takes 128 KiB."""

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK = 64 * 1024
"""Bytes of a block. Lines within it are found by reading it."""


class LineIndex:
    """Numbers lines from an anchor, a block near the end, both ways, so the last ones are known before all are counted.

    A line's number is the count of newlines between the anchor and its start, negative before the anchor. It stays
    when earlier blocks are counted and when the file grows.
    """

    def __init__(self, anchor: int = 0) -> None:
        self.anchor = anchor
        self.size = anchor * BLOCK
        self.newlines = 0
        """The count of newlines from the anchor to the end."""
        self.ends_in_newline = True
        self._before = array("q")
        self._after = array("q", [0])

    @property
    def edge(self) -> int:
        """The earliest block that has been counted."""
        return self.anchor - len(self._before)

    @property
    def share(self) -> float:
        """How much of what lies before the anchor has been counted."""
        return len(self._before) / self.anchor if self.anchor else 1.0

    @property
    def first(self) -> int:
        """The number of the earliest line that is known; until all is counted, it begins in front of what is known."""
        return self.newlines_before(self.edge)

    @property
    def last(self) -> int:
        """The number of the last line, one less than `first` where there is none."""
        return self.newlines - (1 if self.ends_in_newline else 0)

    @property
    def blocks(self) -> int:
        """How many blocks the file has, the last of which may be empty."""
        return self.anchor + len(self._after)

    def newlines_before(self, block: int) -> int:
        """Return the count of newlines between the anchor and a block's start."""
        return self._after[block - self.anchor] if block >= self.anchor else self._before[self.anchor - 1 - block]

    def block_of(self, line: int) -> int:
        """Return the block in which a line starts: the one that holds the newline in front of it."""
        if line > 0:
            return self.anchor + bisect_left(self._after, line) - 1
        found = bisect_left(self._before, True, key=lambda newlines: newlines < line)  # noqa: FBT003 - false, then true
        return self.anchor - 1 - min(found, len(self._before) - 1)

    def grow(self, content: bytes) -> None:
        """Count what has been written at the end."""
        start = 0
        while start < len(content):
            stop = start + BLOCK - self.size % BLOCK
            self.newlines += content.count(b"\n", start, stop)
            self.size += min(stop, len(content)) - start
            start = stop
            if self.size % BLOCK == 0:
                self._after.append(self.newlines)
        if content:
            self.ends_in_newline = content.endswith(b"\n")

    def prepend(self, counts: "Iterable[int]") -> None:
        """Take in how many newlines are in each of the blocks before the edge, the nearest first."""
        before = self.first
        for count in counts:
            before -= count
            self._before.append(before)

    def copy(self) -> "LineIndex":
        """Return an index that stays as it is, for a thread."""
        copy = LineIndex(self.anchor)
        copy.size, copy.newlines, copy.ends_in_newline = self.size, self.newlines, self.ends_in_newline
        copy._before, copy._after = self._before[:], self._after[:]
        return copy
