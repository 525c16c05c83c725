"""events.cache: what the events of a long run add up to, so that it opens at once. It may be removed at any time.

A line of JSON, then columns of numbers, then a checksum. What does not fit the events is passed over.
"""

import sys
import zlib
from array import array
from contextlib import suppress
from math import nan
from typing import TYPE_CHECKING, Any

import orjson

from store.blocks import Blocks, Points
from store.events import EventReader
from store.files import write_atomically
from store.history import History

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CACHE = "events.cache"
VERSION = 1
"""Raised with every change of what is kept, or of what it is made of."""
ENDS = 4096
"""Bytes of the events, at their beginning and before the last line that was read, that are compared."""
CHECKSUM = 4
Loaded = tuple[History, EventReader]
_PARTS = (
    "taken_back",
    "measured",
    "progress",
    "effective",
    "warnings",
    "checkpoints",
    "speed",
    "started",
    "start",
    "resumed",
    "end",
    "newest",
    "_began",
    "_earlier",
)
"""What a history holds beside its epochs."""


def save(path: "Path", history: History, reader: EventReader) -> bool:
    """Write what has been read of the events, if they are still there; say whether that could be done."""
    if not history.epochs.are_there():
        return False
    with suppress(OSError):
        write_atomically(path, _packed(history, reader))
        return True
    return False


def load(path: "Path", events: "Path") -> Loaded | None:
    """Return what was kept of the events, and a reader that goes on from there; None where it is none of theirs."""
    try:
        content = path.read_bytes()
        head = _head(content)
        if head["mark"] != _mark(events, head["offset"], head["mark"]):
            return None
        return _unpacked(head, content, events)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
        return None


def _packed(history: History, reader: EventReader) -> bytes:
    epochs, blocks = history.epochs, history.epochs.blocks
    head = {
        "version": VERSION,
        "byteorder": sys.byteorder,
        "offset": reader.offset,
        "garbled": reader.garbled,
        "mark": _mark(reader.path, reader.offset),
        "history": {name: getattr(history, name) for name in _PARTS},
        "tail": epochs.tail,
        "offsets": list(epochs.offsets),
        "clock": epochs.clock,
        "width": blocks.width,
        "blocks": len(blocks),
        "metrics": list(blocks.points),
    }
    content = b"".join([orjson.dumps(head), b"\n", *(column.tobytes() for column in _columns(blocks))])
    return content + zlib.crc32(content).to_bytes(CHECKSUM, "little")


def _columns(blocks: Blocks) -> "Iterator[array[Any]]":
    yield from (blocks.offsets, blocks.firsts, blocks.clocks)
    for points in blocks.points.values():
        yield from points


def _head(content: bytes) -> dict[str, Any]:
    whole = memoryview(content)[:-CHECKSUM]
    if zlib.crc32(whole).to_bytes(CHECKSUM, "little") != content[-CHECKSUM:]:
        raise ValueError("it is not what was written")
    head: dict[str, Any] = orjson.loads(content[: content.index(b"\n")])
    if (head["version"], head["byteorder"]) != (VERSION, sys.byteorder):
        raise ValueError("another program, or another machine, wrote it")
    return head


def _unpacked(head: dict[str, Any], content: bytes, events: "Path") -> Loaded:
    history, reader = History(events), EventReader(events, head["offset"])
    reader.garbled = head["garbled"]
    for name in _PARTS:
        setattr(history, name, head["history"][name])
    epochs = history.epochs
    epochs.tail, epochs.offsets = head["tail"], array("q", head["offsets"])
    epochs.clock = nan if head["clock"] is None else head["clock"]
    epochs.blocks = _blocks(head, memoryview(content)[content.index(b"\n") + 1 : -CHECKSUM])
    return history, reader


def _blocks(head: dict[str, Any], columns: memoryview) -> Blocks:
    blocks = Blocks()
    blocks.width = head["width"]
    blocks.points = {metric: Points(array("q"), array("d"), array("d")) for metric in head["metrics"]}
    place = 0
    for number, column in enumerate(_columns(blocks)):
        size = head["blocks"] * column.itemsize * (1 if number < 3 else 4)
        column.frombytes(columns[place : place + size])
        place += size
    if place != len(columns):
        raise ValueError("its columns have another length")
    return blocks


def _mark(events: "Path", offset: int, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return by what the events are known again: both ends of what was read, and, as long as none came, the time."""
    with events.open("rb") as file:
        head = file.read(min(ENDS, offset))
        file.seek(max(0, offset - ENDS))
        foot = file.read(min(ENDS, offset))
        size, time = file.seek(0, 2), events.stat().st_mtime_ns
    if before is not None and size > before["size"]:
        size, time = before["size"], before["time"]
    return {"head": zlib.crc32(head), "foot": zlib.crc32(foot), "size": size, "time": time}
