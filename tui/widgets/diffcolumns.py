"""The columns of a diff, laid out for the room that there is: which are cut, which stay, and which move aside."""

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.diff import Diff
    from store.compare.table import Column as TableColumn
    from tui.widgets.difftable import DiffRow

SHORTEST, LONGEST = 22, 30
"""Cells of the first column: the fewest for which others are kept on screen, the most where columns move aside."""
VERDICT, SHORTEST_VERDICT, SQUEEZED = ".verdict", len("better"), 19
"""The columns that may be cut, with the first one, where what belongs together comes on screen then: to how many
cells each."""
EMPTY = frozenset({"", "–"})
PINNED = "◆ "
"""What the name of a pinned variant begins with at the head of its column."""


def columns_of(diff: "Diff", rows: "Sequence[DiffRow]", width: int, pinned: int = 0) -> list[Column]:
    """Return the columns, as wide as their cells; empty ones are left out, lesser ones where room is short.

    Where not all fit, a variant's own fit beside the baseline's if cutting verdicts and the first column can do it.
    """
    labels, marked = labels_in(diff), labels_in(diff)[1 : 1 + pinned]
    told = [column for column in _columns_in_order(diff) if _has_words(column, diff, rows)]
    columns = [(column.drop, _column(column, rows, PINNED if column.name in marked else "")) for column in told]
    whole = [column for _, column in columns]
    longest = max((_length(row, "") or cell_len(row.heading) for row in rows), default=0)
    if SHORTEST + _taken(whole) <= width:
        return [_first(min(longest, width - _taken(whole))), *whole]
    kept = [column for drop, column in columns if not drop]
    return _squeezed(kept, labels, width, longest)


def labels_in(diff: "Diff") -> list[str]:
    """Return what the groups of a diff are called, the baseline first."""
    return [column.name for column in diff.effective.columns[1:]]


def label_of(key: str, labels: "Sequence[str]") -> str:
    """Return the group that a column belongs to."""
    owners = [label for label in labels if key == label or key.startswith(f"{label}.")]
    return max(owners, key=len, default="")


def staying(columns: "Sequence[Column]", labels: "Sequence[str]", width: int) -> int:
    """Return how many columns stay where the others move: the first, and those of some groups, the leading ones.

    So many of them stay as leave room for the widest of the others; what else is wanted moves with these.
    """
    wanted = 1 + sum(label_of(column.key, labels) != "" for column in columns[1:])
    for stay in range(wanted, 1, -1):
        widest = max((column.width + 1 for column in columns[stay:]), default=0)
        if _taken(columns[:stay]) - 1 + widest <= width:
            return stay
    return 1


def _first(width: int) -> Column:
    return Column("", "Setting or figure", width)


def _squeezed(columns: "Sequence[Column]", labels: "Sequence[str]", width: int, longest: int) -> list[Column]:
    """Cut verdicts so that all columns fit, else those of each variant beside the baseline's: the rest stands below."""
    for together in (columns, _widest_pair(columns, labels)):
        short = _with_short_verdicts(columns, together, width - SQUEEZED)
        if short:
            keys = {column.key for column in together}
            room = width - _taken([column for column in short if column.key in keys])
            return [_first(min(longest, room if together is columns else min(room, LONGEST))), *short]
    return _with_short_values(columns, labels, width, longest)


def _with_short_values(columns: "Sequence[Column]", labels: "Sequence[str]", width: int, longest: int) -> list[Column]:
    """Cut values, and the first column, so that a variant's value is seen beside the baseline's."""
    most = (width - SQUEEZED) // 2 - 1
    short = [column._replace(width=min(column.width, most)) if column.key in labels else column for column in columns]
    baseline, *others = (column.width + 1 for column in short if column.key in labels)
    room = width - baseline - max(others, default=0)
    return [_first(min(longest, LONGEST, max(room, SQUEEZED))), *short]


def _widest_pair(columns: "Sequence[Column]", labels: "Sequence[str]") -> list[Column]:
    """Return the baseline's columns and those of the variant that takes most room."""
    of = {label: [column for column in columns if label_of(column.key, labels) == label] for label in labels}
    baseline, *others = of.values()
    return [*baseline, *max(others, key=_taken_beside_verdicts, default=[])]


def _with_short_verdicts(columns: "Sequence[Column]", together: "Sequence[Column]", room: int) -> list[Column]:
    """Let verdicts be cut if some columns come on screen together then; else return nothing."""
    verdicts = sum(column.key.endswith(VERDICT) for column in together)
    spare = room - _taken_beside_verdicts(together) - verdicts
    width = spare // verdicts if verdicts else 0
    if width < SHORTEST_VERDICT:
        return []
    return [
        column._replace(width=min(column.width, width)) if column.key.endswith(VERDICT) else column
        for column in columns
    ]


def _columns_in_order(diff: "Diff") -> "list[TableColumn]":
    """Return the columns of the figures, and those that only the settings have, each after the one before it."""
    columns = list(diff.metrics.columns[1:])
    for before, column in pairwise(diff.settings.columns):
        names = [known.name for known in columns]
        if column.name not in names:
            columns.insert(names.index(before.name) + 1 if before.name in names else 0, column)
    return columns


def _taken(columns: "Sequence[Column]") -> int:
    return sum(column.width + 1 for column in columns)


def _taken_beside_verdicts(columns: "Sequence[Column]") -> int:
    return _taken([column for column in columns if not column.key.endswith(VERDICT)])


def _has_words(column: "TableColumn", diff: "Diff", rows: "Sequence[DiffRow]") -> bool:
    """Say whether a column has anything to say; those of the groups stay whatever they hold."""
    groups = {column.name for column in diff.effective.columns}
    return column.name in groups or any(row.cells.get(column.name, Cell("")).text not in EMPTY for row in rows)


def _column(column: "TableColumn", rows: "Sequence[DiffRow]", mark: str) -> Column:
    title = f"{mark}{column.header}"
    widest = max((_length(row, column.name) for row in rows), default=0)
    return Column(column.name, title, min(max(widest, cell_len(title), 4), 34), column.align)


def _length(row: "DiffRow", name: str) -> int:
    return cell_len(row.cells[name].text) if name in row.cells else 0
