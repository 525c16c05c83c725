"""A table whose rows are ready cells."""

from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.columns import Cell
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence


class CellRow(NamedTuple):
    """One row: what it is about (unique in its table), and its cells."""

    key: str
    cells: tuple[Cell, ...]


class CellTable(LineTable[CellRow]):
    """Shows rows that were made elsewhere."""

    def row_key(self, row: CellRow) -> str:
        return row.key

    def cells(self, row: CellRow) -> "Sequence[Cell]":
        return row.cells


def heading(text: str) -> CellRow:
    """Return a row that names the ones below it."""
    return CellRow(f"# {text}", (Cell(text, "heading"),))
