"""The tree of a search: what was tried, and what came of it."""

from typing import TYPE_CHECKING

from tui.diagnosing.searchrows import SearchRow
from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("tried", "What is tried", 30, most=96),
    Column("question", "Question", 17),
    Column("outcome", "Outcome", 20, most=26),
    Column("share", "Decline", 7, "right"),
    Column("seeds", "Seeds", 5, "right", rank=1),
)


class SearchTable(LineTable[SearchRow]):
    """Shows the rows of a search."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def row_key(self, row: SearchRow) -> str:
        return row.key

    def cells(self, row: SearchRow) -> "Sequence[Cell]":
        return row.cells
