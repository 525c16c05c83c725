"""Which runs never begin when others do not finish."""

from typing import TYPE_CHECKING

from store.errors import StoreError
from store.status import NOT_BEGUN

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.row import Row
    from store.status import Status
    from store.store import Store


def dependants(store: "Store", rows: "Collection[Row]", statuses: "Collection[Status]" = NOT_BEGUN) -> "list[Row]":
    """Return the runs beside `rows` that need one of them, or one that does, and have not begun (or stand as said)."""
    waiting = [row for row in store.rows() if row.status in statuses]
    needs = {row.id: _needed(store, row) for row in waiting}
    stopped = lost = {row.id for row in rows}
    while more := {id_ for id_, needed in needs.items() if needed & lost} - lost:
        lost = lost | more
    return [row for row in waiting if row.id in lost - stopped]


def _needed(store: "Store", row: "Row") -> set[str]:
    try:
        return set(map(str, store.run(row.id).state()["depends_on"]))
    except (StoreError, TypeError):
        return set()
