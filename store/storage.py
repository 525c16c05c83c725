"""The index's file: parsed again only when it changed, and written whole by one rename."""

import gc
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

from store.errors import sentence
from store.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Documents = dict[str, dict[str, Any]]
Tables = dict[str, Documents]
Stamp = tuple[int, int, int]
TABLE = "runs"
CHECKSUM = "checksum"
"""The table at the end of the file that says what is before it."""
NO_TABLES = b"{}"


@contextmanager
def collector_paused() -> "Iterator[None]":
    """Hold the garbage collector back while many objects are made that stay; it would look through them in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class IndexFile:
    """One file of tables. A reader beside a writer finds the old tables or the new ones; locking is the caller's."""

    def __init__(self, path: "Path") -> None:
        self.path = path
        self._stamp: Stamp | None = None
        self._tables: Tables = {}

    def read(self) -> Tables:
        """Return the tables, which nobody may change; none where the file is absent or damaged."""
        stamp = self.stamp()
        if stamp != self._stamp:
            self._tables = self._parse() if stamp else {}
            self._stamp = stamp
        return self._tables

    def write(self, tables: Tables) -> None:
        """Replace the file."""
        write_atomically(self.path, sealed(tables))
        self._tables, self._stamp = tables, self.stamp()

    def forget(self) -> None:
        """Parse the file anew at the next reading."""
        self._stamp, self._tables = None, {}

    def stamp(self) -> "Stamp | None":
        """Return what is different once the file has been replaced; None where there is no file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def content(self) -> bytes:
        """Return the file as it was written, for who reads rows alone; an absent or damaged one has none."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return NO_TABLES
        return content if _is_sealed(content) else NO_TABLES

    def problem(self) -> str:
        """Return what is wrong with the file, or nothing; an absent file is an empty one."""
        try:
            opened(self.path.read_bytes())
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            return f"it cannot be read ({sentence(error)})"
        return ""

    def _parse(self) -> Tables:
        try:
            with collector_paused():
                return opened(self.path.read_bytes())
        except (OSError, ValueError):
            return {}


def sealed(tables: Tables) -> bytes:
    """Return tables as the content of a file that ends with its checksum, as a table of its own.

    A figure with a wrong digit is as good a figure as any; a list of runs is to show none.
    """
    head = orjson.dumps(tables)[:-1] + (b"," if tables else b"")
    return head + _seal(head)


def _seal(head: "bytes | memoryview") -> bytes:
    return b'"%s":{"crc32":{"value":"%08x"}}}\n' % (CHECKSUM.encode(), zlib.crc32(head))


def opened(content: bytes) -> Tables:
    """Return the tables of a file; a ValueError says why there are none."""
    tables: Tables = orjson.loads(content)
    if not _are_tables(tables):
        raise ValueError("it does not hold tables of documents")
    if tables.pop(CHECKSUM, None) is None:
        raise ValueError("it has no checksum")
    if not _is_sealed(content):
        raise ValueError("it is not what was written: its checksum is another")
    return tables


def _is_sealed(content: bytes) -> bool:
    length = len(_seal(b""))
    return content[-length:] == _seal(memoryview(content)[:-length])


def _are_tables(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(table, dict) and all(isinstance(d, dict) for d in table.values()) for table in value.values())
