"""The events of a run in their order; those that come by the thousands are counted, and only the outermost kept."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from store.events import is_event
from store.files import as_damage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.history import Event

OFTEN = ("epoch", "checkpoint", "progress")
"""Kinds that come by the thousands."""
CHUNK = 1 << 20
"""Bytes that are read at once."""
_OFTEN = re.compile(rb'\{"t": ?[\d.]+, ?"kind": ?"(epoch|checkpoint|progress)"')
"""How a writer of events begins the line of such a kind; those that begin otherwise are read whole."""


@dataclass(slots=True)
class Stretch:
    """What came often between two other events: by kind how many, and the lines of the first and the last."""

    counts: dict[str, int] = field(default_factory=dict)
    _first: dict[str, bytes] = field(default_factory=dict)
    _last: dict[str, bytes] = field(default_factory=dict)

    def add(self, kind: str, line: bytes) -> None:
        """Count one more."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self._first.setdefault(kind, line)
        self._last[kind] = line

    def first(self, kind: str) -> "Event | None":
        """Return the first event of a kind."""
        return _event(self._first.get(kind, b""))

    def last(self, kind: str) -> "Event | None":
        """Return the last event of a kind."""
        return _event(self._last.get(kind, b""))


class Course:
    """Follows events.jsonl; of a million epochs no more is kept than of two."""

    def __init__(self, path: "Path") -> None:
        self.path = path
        self.parts: list[Event | Stretch] = []
        """Single events, and the stretches between them."""
        self._open: Stretch | None = None
        """The stretch that goes on."""
        self._offset = 0
        self._rest = b""

    def read(self) -> None:
        """Take in what is new."""
        for line in self._lines():
            found = _OFTEN.match(line)
            if found:
                self._stretch().add(found[1].decode(), line)
            elif (event := _event(line)) is not None:
                self._take(event, line)

    def _take(self, event: "Event", line: bytes) -> None:
        if event["kind"] in OFTEN:
            self._stretch().add(event["kind"], line)
        else:
            self.parts.append(event)
            self._open = None

    def _stretch(self) -> Stretch:
        if self._open is None:
            self._open = Stretch()
            self.parts.append(self._open)
        return self._open

    def _lines(self) -> "Iterator[bytes]":
        try:
            with self.path.open("rb") as file:
                file.seek(self._offset)
                while chunk := file.read(CHUNK):
                    self._offset += len(chunk)
                    *lines, self._rest = (self._rest + chunk).split(b"\n")
                    yield from lines
        except FileNotFoundError:
            return
        except OSError as error:
            raise as_damage(self.path, error) from None


def _event(line: bytes) -> "dict[str, Any] | None":
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value if is_event(value) else None
