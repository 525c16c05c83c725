"""The rows of a diff: settings under their groups, then the figures, in the same columns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding

from tui.widgets.columns import Cell, Column
from tui.widgets.table import GUTTER, LineTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.binding import BindingType

    from store.compare.diff import Diff
    from store.compare.table import Column as TableColumn
    from store.compare.table import Row, Table

TONES = {"better": "good", "worse": "bad", "differs": "accent", "dim": "dim"}
SHORTEST, LONGEST = 22, 30
"""Cells of the first column: the fewest for which others are kept on screen, the most where columns move aside."""
TAKEN = GUTTER + 2
"""Cells of a line that are no column's: the gutter, the scrollbar, and the gap before it."""
EMPTY = frozenset({"", "–"})


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A row of one of the two tables, or the heading of a group."""

    key: str
    cells: "Mapping[str, Cell]"
    table: "Table"
    heading: str = ""


class DiffTable(LineTable[DiffRow]):
    """Shows a diff. The first column stays; the others move sideways."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("right,l", "sideways(1)", "Columns", tooltip="Show the next column", id="diff.right", key_display="→"),
        Binding("left,h", "sideways(-1)", "Columns back", tooltip="Show the column before", id="diff.left", show=False),
    ]

    def __init__(self) -> None:
        super().__init__((), scrolls=True)
        self._diff: Diff | None = None

    def row_key(self, row: DiffRow) -> str:
        return row.key

    def cells(self, row: DiffRow) -> "Sequence[Cell]":
        if row.heading:
            return [Cell(row.heading, "heading"), *(Cell("") for _ in self.columns[1:])]
        return [row.cells.get(column.key, Cell("")) for column in self.columns]

    def show_diff(self, diff: "Diff") -> None:
        """Show other rows; the cursor stays on its setting."""
        first, self._diff = self._diff is None, diff
        rows = [*_rows(diff.settings), *_rows(diff.metrics)]
        self.show_columns(columns_of(diff, rows, self.size.width - TAKEN))
        self.show_rows(rows)
        if first:
            self.cursor = next((place for place, row in enumerate(rows) if not row.heading), 0)

    def on_resize(self) -> None:
        super().on_resize()
        if self._diff is not None:
            self.show_diff(self._diff)

    def action_sideways(self, columns: int) -> None:
        self.first_column += columns

    def _place_columns(self, width: int) -> None:
        super()._place_columns(width)
        last = max((place for place, _, _ in self._placed), default=0)
        left = f" ◂ +{self.first_column - 1}" if self.first_column > 1 else ""
        self.note = left + (f" +{len(self.columns) - 1 - last} ▸" if last < len(self.columns) - 1 else "")


def _rows(table: "Table") -> "Iterator[DiffRow]":
    names = [column.name for column in table.columns]
    if not table.rows:
        yield DiffRow(f"#{table.name}", {}, table, heading=" ".join(table.notes))
    for group, rows in table.sections():
        yield DiffRow(f"#{table.name}/{group}", {}, table, heading=group or table.title)
        for row in rows:
            yield DiffRow(f"{table.name}/{row.key}", _cells(names, row), table)


def _cells(names: "Sequence[str]", row: "Row") -> "dict[str, Cell]":
    first, *others = row.cells
    cells = {"": Cell(f"  {first.text}", "dim" if all(cell.mark == "dim" for cell in others) else "")}
    return cells | {
        name: Cell(cell.text, TONES.get(cell.mark, "")) for name, cell in zip(names[1:], others, strict=True)
    }


def columns_of(diff: "Diff", rows: "Sequence[DiffRow]", width: int) -> list[Column]:
    """Return the columns, as wide as their cells; empty ones are left out, lesser ones where room is short."""
    told = [column for column in diff.metrics.columns[1:] if _has_words(column, diff, rows)]
    columns = [(column.drop, _column(column, rows)) for column in told]
    if SHORTEST + _taken(columns) > width:
        columns = [(drop, column) for drop, column in columns if not drop]
    widest = max((_length(row, "") or cell_len(row.heading) for row in rows), default=0)
    room = width - _taken(columns)
    first = Column("", "Setting or figure", min(widest, room if room >= SHORTEST else LONGEST))
    return [first, *(column for _, column in columns)]


def _taken(columns: "Sequence[tuple[int, Column]]") -> int:
    return sum(column.width + 1 for _, column in columns)


def _has_words(column: "TableColumn", diff: "Diff", rows: "Sequence[DiffRow]") -> bool:
    """Say whether a column has anything to say; those of the groups stay whatever they hold."""
    groups = {column.name for column in diff.settings.columns}
    return column.name in groups or any(row.cells.get(column.name, Cell("")).text not in EMPTY for row in rows)


def _column(column: "TableColumn", rows: "Sequence[DiffRow]") -> Column:
    widest = max((_length(row, column.name) for row in rows), default=0)
    return Column(column.name, column.header, min(max(widest, cell_len(column.header), 4), 34), column.align)


def _length(row: DiffRow, name: str) -> int:
    return cell_len(row.cells[name].text) if name in row.cells else 0
