"""Which runs never begin when others do not finish."""

from itertools import chain
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.run import weights_of
from store.status import NOT_BEGUN

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.row import Row
    from store.run import Run
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
        return set(store.run(row.id).state()["depends_on"])
    except StoreError:
        return set()


def needing(store: "Store", ids: "Collection[str]") -> "list[Row]":
    """Return the rows of runs, other than these, whose records name one of these for its weights."""
    wanted = set(ids)
    return [row for row in store.rows() if row.id not in wanted and wanted & _takes_weights_of(store, row)]


def _takes_weights_of(store: "Store", row: "Row") -> set[str]:
    try:
        return needs_of(store.run(row.id))
    except StoreError:
        return set()


def needs_of(run: "Run") -> set[str]:
    """Return the runs whose weights a run took, or will take. Raises `StoreError` where its files are damaged."""
    return {*chain.from_iterable(weights_of(run.record).values()), *run.state()["depends_on"]}
