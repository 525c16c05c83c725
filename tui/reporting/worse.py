"""Where variants got worse: the classes, and what their examples are taken for."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from store.compare.table import Table
from store.errors import StoreError

if TYPE_CHECKING:
    from store.compare.groups import Group
    from tui.reporting.findings import Findings

MOST_ROWS = 10
"""Classes and confusions that are told of a variant; `diff --where` has all."""
TOLD = ("classes", "confusions")


def where_tables(found: "Findings") -> Iterator[Table]:
    """Yield for each variant that is worse where it is; nothing of runs that kept no answers."""
    for label, group, base in found.worse:
        yield from _of(found, label, group, base)


def _of(found: "Findings", label: str, group: "Group", base: "Group") -> Iterator[Table]:
    from store.compare.where import where_it_got_worse

    against = "baseline" if base is found.baseline else base.name
    try:
        where = where_it_got_worse(found.store, [base, group], [against, label], margin=found.wish.margin)
    except StoreError:  # damaged answers: `diff --where` says which
        return
    for table in where.tables:
        if table.name in TOLD and table.rows:
            yield _shortened(table).called(label)


def _shortened(table: Table) -> Table:
    left = len(table.rows) - MOST_ROWS
    more = (f"{left} more are in `backslide diff --where test`.",) if left > 0 else ()
    return replace(table, rows=table.rows[:MOST_ROWS], notes=(*table.notes, *more))
