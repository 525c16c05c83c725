"""The index as TinyDB changes it: a copy of its tables, within one transaction."""

from typing import TYPE_CHECKING

from tinydb.storages import Storage
from tinydb.table import Table

from store.storage import TABLE, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.row import Row


class DraftStorage(Storage):
    """What TinyDB reads and writes within one transaction: a copy in memory, so that nothing half done is seen."""

    def __init__(self, tables: Tables) -> None:
        self.tables: Tables = {name: {id_: dict(doc) for id_, doc in table.items()} for name, table in tables.items()}
        self.changed = False

    def read(self) -> Tables:
        return self.tables

    def write(self, data: Tables) -> None:
        self.tables, self.changed = data, True


class RunTable(Table):
    """TinyDB's table of runs, whose documents are addressed by the runs' own ids.

    It lives for one transaction; its query cache, which takes a process to be alone, stays empty.
    """

    document_id_class = str  # type: ignore[assignment]  # TinyDB works with any id that is a string in JSON

    def __init__(self, storage: DraftStorage) -> None:
        super().__init__(storage, TABLE, cache_size=0)

    def put(self, rows: "Iterable[Row]") -> None:
        """Write these rows' documents, whole, over whatever the table has of the same runs."""
        documents = {row.id: row.document() for row in rows}
        self._update_table(lambda table: table.update(documents))  # type: ignore[arg-type]

    def drop(self, ids: "Iterable[str]") -> None:
        """Take these runs out; unknown ones are no error."""
        gone = set(ids)
        self.remove(doc_ids=[id_ for id_ in self._read_table() if id_ in gone])  # type: ignore[misc]
