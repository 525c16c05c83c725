"""events.jsonl: one writer appends, any number of readers follow."""

import os
import time
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self

import orjson

from store.files import UNWRITABLE, as_damage, sync_folder
from store.forms import EVENT_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

UNSYNCED = frozenset({"progress"})
"""Kinds that are not worth an fsync: they are handed to the system, which outlives a killed process."""

CHUNK = 1 << 18
"""Bytes that are read at a time: between two of them others have the processor."""
LINE = 4096
"""Bytes in which a line mostly ends."""

Placed = tuple[int, dict[str, Any]]
"""Where the line of an event begins, and the event."""


class EventWriter:
    """Appends events, each a line of JSON with `t` (unix time) and `kind`. A file has one writer: its run's child."""

    def __init__(self, path: "Path") -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        sync_folder(path.parent)
        self._torn = self._ends_torn()
        self._waiting: deque[bytes] = deque()
        """Lines for which the disk had no room."""

    def write(self, kind: str, **fields: Any) -> bool:
        """Append one event; when this returns, a kill cannot lose it, and a power cut can lose `progress` only.

        Numbers that JSON does not know (NaN, infinity) are written as null. Where the disk is full, or read-only, it
        returns False: the event is written before the next one that can be, or by `flush`; `progress` is left out.
        """
        line = orjson.dumps({"t": time.time(), "kind": kind, **fields}, option=orjson.OPT_APPEND_NEWLINE)
        if not (kind in UNSYNCED and self._waiting):
            self._waiting.append(line)
        return self.flush(sync=kind not in UNSYNCED)

    def flush(self, *, sync: bool = True) -> bool:
        """Write what there was no room for, and say whether all is written now."""
        try:
            while self._waiting:
                self._append(self._waiting[0])
                self._waiting.popleft()
            if sync:
                os.fdatasync(self._descriptor)
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            return False
        return True

    def _append(self, line: bytes) -> None:
        if self._torn:
            line = b"\n" + line
        self._torn = True
        written = os.write(self._descriptor, line)
        while written < len(line):
            written += os.write(self._descriptor, line[written:])
        self._torn = False

    def close(self) -> None:
        """Close the file; nothing is buffered, so nothing can be lost by leaving this out."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _ends_torn(self) -> bool:
        size = os.fstat(self._descriptor).st_size
        return size > 0 and os.pread(self._descriptor, 1, size - 1) != b"\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class EventReader:
    """Reads what was appended since it last looked. A last line without its newline is not there yet."""

    __slots__ = ("garbled", "offset", "path")

    def __init__(self, path: "Path", offset: int = 0) -> None:
        self.path = path
        self.offset = offset
        self.garbled = 0
        """How many lines were no events; they were skipped."""

    @property
    def share(self) -> float:
        """Which share of the file has been read."""
        try:
            return min(1.0, self.offset / max(self.path.stat().st_size, 1))
        except OSError:
            return 1.0

    def read_new(self) -> list[dict[str, Any]]:
        """Return the events that are new and whole, oldest first; none where there is no file."""
        return [event for chunk in self.chunks() for _, event in chunk]

    def chunks(self) -> "Iterator[list[Placed]]":
        """Yield the events that are new and whole a piece of the file at a time, so that a long one takes no memory."""
        try:
            with self.path.open("rb", buffering=0) as file:
                if os.fstat(file.fileno()).st_size <= self.offset:
                    return
                file.seek(self.offset)
                while content := _read_whole(file, CHUNK):
                    start, self.offset = self.offset, self.offset + len(content)
                    yield self._events(content, start)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise as_damage(self.path, error) from None

    def _events(self, content: bytes, start: int) -> "list[Placed]":
        values = list(_placed(content, start))
        events = [placed for placed in values if is_event(placed[1])]
        self.garbled += len(values) - len(events)
        return events


def events_between(path: "Path", start: int, stop: int) -> "Iterator[Placed]":
    """Yield the events whose lines begin between two offsets; none where they cannot be read any more."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(start)
            while start < stop and (content := _read_whole(file, min(max(stop - start, LINE), CHUNK))):
                for offset, value in _placed(content, start):
                    if offset < stop and is_event(value):
                        yield offset, value
                start += len(content)
    except OSError:
        return


def _read_whole(file: "FileIO", size: int) -> bytes:
    """Read about so many bytes, but whole lines, and at least one where there is one."""
    content = file.read(size) or b""
    while content and not (end := content.rfind(b"\n") + 1):
        more = file.read(size)
        if not more:
            return b""
        content += more
    if content and end < len(content):
        file.seek(end - len(content), os.SEEK_CUR)
    return content[:end] if content else b""


def _placed(content: bytes, start: int) -> "Iterator[tuple[int, Any]]":
    """Yield the values of whole lines, each with its offset in the file; None for what is no JSON."""
    lines = content.split(b"\n")
    lines.pop()
    places = accumulate((len(line) + 1 for line in lines), initial=start)
    try:
        values = orjson.loads(b"[" + b",".join(lines) + b"]")
    except orjson.JSONDecodeError:
        values = []
    return zip(places, values if len(values) == len(lines) else map(_value, lines), strict=False)


def whole_lines(content: bytes) -> "Iterator[tuple[bytes, bool]]":
    """Yield the lines of a file, with their ends, and whether each is a whole event."""
    *lines, rest = content.split(b"\n")
    for line in lines:
        yield line + b"\n", is_event(_value(line))
    if rest:
        yield rest, False


def _value(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def is_event(value: Any) -> bool:
    """Say whether a line's value is an event: an object with a `kind`, whose fields, as far as known, fit.

    A hundred thousand of them stand between a person and a long run, so fields are looked at in a plain loop.
    """
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return False
    for name, field in value.items():  # noqa: SIM110 - twice as fast as all()
        if name in _FITS and not _FITS[name](field):
            return False
    return True


_FITS = {name: form.fits for name, form in EVENT_FORMS.items()}
