"""The index: one small document a run in TinyDB. It is a cache; the folders are the truth."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from store.files import locked
from store.row import Row, named, row_of
from store.storage import TABLE, IndexFile, collector_paused, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.draft import RunTable
    from store.storage import Documents, Stamp

FILE = "index.json"
LOCK = "index.lock"


class Index:
    """The index of one store. Readers take no lock; every change is one transaction and one atomic write."""

    def __init__(self, root: "Path") -> None:
        self.root = root
        self.file = IndexFile(root / FILE)
        self._stamp: Stamp | None = None
        self._rows: dict[str, Row] = {}

    @contextmanager
    def change(self) -> "Iterator[RunTable]":
        """Give the table to be changed, alone, and write it once at the end; an exception writes nothing.

        TinyDB reads and writes in one operation, so the lock is held round the whole block. Who only reads rows goes
        without it, and does not wait for its import.
        """
        from store.draft import DraftStorage, RunTable

        with locked(self.root / LOCK):
            draft = DraftStorage(self.file.read())
            try:
                yield RunTable(draft)
            except BaseException:
                self.file.forget()
                raise
            if draft.changed:
                self.file.write(draft.tables)

    def documents(self) -> "Documents":
        """Return the documents by run id, as they are in the file at this moment; nobody may change them."""
        return self.file.read().get(TABLE, {})

    def rows(self) -> dict[str, Row]:
        """Return the rows by run id. What is no row is left out: its folder says what it should have said."""
        stamp = self.file.stamp()
        if stamp != self._stamp:
            with collector_paused():
                self._rows = _rows_in(self.file.content())
            self._stamp = stamp
        return self._rows


class _Tables(msgspec.Struct):
    """What is read of the file where only rows are wanted."""

    runs: dict[str, Row] = {}


_DECODER = msgspec.json.Decoder(_Tables)


def _rows_in(content: bytes) -> dict[str, Row]:
    """Return the rows of the file's content; if not all documents are rows, those that are."""
    try:
        return named(_DECODER.decode(content).runs)
    except msgspec.DecodeError:
        documents = opened(content).get(TABLE, {}).items()
    return {id_: row for id_, document in documents if (row := _row_or_none(id_, document))}


def _row_or_none(id_: str, document: dict[str, Any]) -> Row | None:
    try:
        return row_of(id_, document)
    except ValueError:
        return None
