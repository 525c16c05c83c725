"""The newest lines of a run's console, read as they come."""

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from tui.literal import console_line

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

MOST_LINES = 5_000
MOST_BYTES = 512 * 1024
"""Bytes before the end at which reading begins; a log may be far longer than anybody scrolls."""


class ConsoleLine(NamedTuple):
    """One line, counted from where reading began."""

    number: int
    text: str


class ConsoleTail:
    """Keeps the last lines of a file that grows. A line that is not finished yet is shown as far as it goes."""

    def __init__(self, path: "Path") -> None:
        self.path = path
        self._offset = -1
        self._count = 0
        self._lines: deque[ConsoleLine] = deque(maxlen=MOST_LINES)
        self._open = b""

    def lines(self) -> list[ConsoleLine]:
        """Return the lines that are kept, the one that is being written last."""
        unfinished = console_line(self._open.decode("utf-8", "replace"))
        return [*self._lines, *([ConsoleLine(self._count, unfinished)] if unfinished else [])]

    def read_new(self) -> bool:
        """Read what was written since; say whether there was anything."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                if size == self._offset:
                    return False
                content = self._content(file, size)
        except (FileNotFoundError, NotADirectoryError):
            return False
        *whole, self._open = (self._open + content).split(b"\n")
        for line in whole:
            self._lines.append(ConsoleLine(self._count, console_line(line.decode("utf-8", "replace"))))
            self._count += 1
        return bool(content)

    def _content(self, file: "BinaryIO", size: int) -> bytes:
        """Read from where reading ended; from near the end where that is far, or where the file was made anew."""
        start = self._offset
        jumps = not 0 <= start <= size or size - start > MOST_BYTES
        if jumps:
            start, self._open = max(0, size - MOST_BYTES), b""
        file.seek(start)
        self._offset = size
        content = file.read(size - start)
        return content.partition(b"\n")[2] if jumps and start else content
