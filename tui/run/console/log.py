"""The lines of a console, read when they are asked for."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.cache import LRUCache

from store.sequences import MadeWhenSeen
from tui.literal import console_line
from tui.run.console.index import BLOCK, LineIndex

if TYPE_CHECKING:
    from pathlib import Path

KEPT_BLOCKS, KEPT_LINES = 16, 256
FIRST_READ = 2 * BLOCK
"""Bytes before the end that are counted before anything is shown."""
LARGEST_READ = 4 * 1024 * 1024
"""Bytes that are counted in one look; what is beyond them waits for the next one."""
LONGEST = 32 * 1024
"""Bytes of a line that are shown."""
_NEAR = 4096


class ConsoleLine(NamedTuple):
    """One line as a terminal would leave it; its number is the index's."""

    number: int
    text: str


class ConsoleLog:
    """A file of lines that may grow, shrink or be replaced, and may be larger than memory."""

    def __init__(self, path: "Path", index: LineIndex | None = None) -> None:
        self.path = path
        self.index = index or LineIndex()
        self.behind = False
        """Whether more has been written than has been counted."""
        self._identity = (0, 0)
        self._blocks: LRUCache[int, tuple[int, list[bytes]]] = LRUCache(KEPT_BLOCKS)
        self._lines: LRUCache[int, ConsoleLine] = LRUCache(KEPT_LINES)

    @property
    def is_short(self) -> bool:
        """Whether what is not yet counted can be counted at once."""
        return self.index.edge * BLOCK <= LARGEST_READ

    def frozen(self) -> "ConsoleLog":
        """Return the log as it is now, for a thread."""
        return ConsoleLog(self.path, self.index.copy())

    def look(self) -> bool:
        """Count what was written since; begin again where the file was cut or replaced. Say whether anything is new."""
        try:
            state = self.path.stat()
        except OSError:
            return False
        anew = (state.st_dev, state.st_ino) != self._identity or state.st_size < self.index.size
        if anew:
            self._identity = (state.st_dev, state.st_ino)
            self.index = LineIndex(max(0, state.st_size - FIRST_READ) // BLOCK)
        content = self.read(self.index.size, min(LARGEST_READ, state.st_size - self.index.size))
        self.index.grow(content)
        self.behind = bool(content) and self.index.size < state.st_size
        self._blocks.clear()
        self._lines.clear()
        return anew or bool(content)

    def take_in(self, counts: Sequence[int]) -> None:
        """Take in what was counted before the edge."""
        self._blocks.discard(self.index.edge)
        self._lines.discard(self.index.first)
        self.index.prepend(counts)

    def count_back(self, edge: int, blocks: int) -> list[int]:
        """Return the counts of newlines in blocks before an edge, the nearest first; fewer where the file was cut."""
        first = max(0, edge - blocks)
        content = self.read(first * BLOCK, (edge - first) * BLOCK)
        whole = range(0, len(content) // BLOCK * BLOCK, BLOCK)
        counts = [content.count(b"\n", start, start + BLOCK) for start in whole]
        return counts[::-1] if len(counts) == edge - first else []

    def line(self, number: int) -> ConsoleLine:
        """Return one line; an empty one where the file is no longer as it was counted."""
        known = self._lines.get(number)
        if known is None:
            first, lines = self.lines_of(self.index.block_of(number))
            raw = lines[number - first] if 0 <= number - first < len(lines) else b""
            known = self._lines[number] = ConsoleLine(number, console_line(raw.decode("utf-8", "replace")))
        return known

    def lines_of(self, block: int) -> tuple[int, list[bytes]]:
        """Return the lines that start in a block, and the number of the first of them."""
        known = self._blocks.get(block)
        if known is None:
            known = self._blocks[block] = self._read_lines(block)
        return known

    def around(self, block: int) -> bytes | None:
        """Return bytes that hold all the lines that start in a block, whole; none where the last of them is long."""
        content = self._known(block * BLOCK, BLOCK + _NEAR)
        return content if len(content) < BLOCK + _NEAR or b"\n" in content[BLOCK:] else None

    def read(self, offset: int, length: int) -> bytes:
        """Read bytes of the file; fewer where it ends, none where it cannot be read."""
        if length <= 0:
            return b""
        try:
            file = os.open(self.path, os.O_RDONLY)
        except OSError:
            return b""
        try:
            return os.pread(file, length, offset)
        finally:
            os.close(file)

    def _read_lines(self, block: int) -> tuple[int, list[bytes]]:
        index, start = self.index, block * BLOCK
        first = index.newlines_before(block)
        content = self._known(start, BLOCK)
        if block != index.edge:
            first += 1
            _, newline, content = content.partition(b"\n")
            if not newline:
                return first, []
        *whole, last = content.split(b"\n")
        lines = [_shown(line) for line in whole]
        if start + BLOCK < index.size:
            lines.append(self._shown_whole(last, start + BLOCK, first + len(lines)))
        elif last:
            lines.append(_shown(last))
        return first, lines

    def _shown_whole(self, head: bytes, offset: int, number: int) -> bytes:
        """Return what is shown of a line that goes on at an offset."""
        for length in (_NEAR, LONGEST):
            rest = self._known(offset, length)
            line, newline, _ = rest.partition(b"\n")
            if newline or offset + len(rest) >= self.index.size:
                return _shown(head + line)
        begin, end = offset - len(head), self._end_of(number)
        return _cut(head + rest, self._known(end - LONGEST, LONGEST), end - begin)

    def _end_of(self, number: int) -> int:
        if number >= self.index.newlines:
            return self.index.size
        start = self.index.block_of(number + 1) * BLOCK
        return start + max(0, self._known(start, BLOCK).find(b"\n"))

    def _known(self, offset: int, length: int) -> bytes:
        return self.read(offset, min(length, self.index.size - offset))


def _shown(line: bytes) -> bytes:
    return _cut(line, line[-LONGEST:], len(line)) if len(line) > LONGEST else line


def _cut(begin: bytes, end: bytes, length: int) -> bytes:
    """Return of a long line the last states of what was overwritten, or else its beginning."""
    if b"\r" in end.rstrip(b"\r"):
        return end.partition(b"\r")[2]
    return begin[:LONGEST] + f" … and {length - LONGEST:,} more bytes".encode()


class Lines(MadeWhenSeen[ConsoleLine]):
    """The lines of a log from the earliest that is known, each read when it is asked for."""

    def __init__(self, log: ConsoleLog) -> None:
        self._log = log

    def __len__(self) -> int:
        return self._log.index.last - self._log.index.first + 1

    def at(self, place: int) -> ConsoleLine:
        return self._log.line(self._log.index.first + place)


class Keys(MadeWhenSeen[str]):
    """What identifies the lines of a log, one a line, made when they are asked for."""

    def __init__(self, log: ConsoleLog) -> None:
        self._log = log

    def __len__(self) -> int:
        return self._log.index.last - self._log.index.first + 1

    def at(self, place: int) -> str:
        return str(self._log.index.first + place)


def counted_back(log: ConsoleLog, blocks: int) -> Iterator[list[int]]:
    """Yield the counts of all blocks before the edge, from there to the beginning, a few at a time."""
    edge = log.index.edge
    while edge and (counts := log.count_back(edge, blocks)):
        edge -= len(counts)
        yield counts
