"""Remedies: what each changes, and what came of its trial."""

from typing import TYPE_CHECKING

from tui.diagnosing.remedyrows import RemedyRow
from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("remedy", "Remedy", 16, most=30),
    Column("change", "Change", 20, most=46, rank=2),
    Column("time", "Time", 5, "right", rank=1),
    Column("runs", "Runs", 10, most=24),
    Column("won", "Won", 17, "right"),
    Column("verdict", "Verdict", 25, most=28),
)


class RemedyTable(LineTable[RemedyRow]):
    """Shows the rows of remedies."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def row_key(self, row: RemedyRow) -> str:
        return row.key

    def cells(self, row: RemedyRow) -> "Sequence[Cell]":
        return row.cells
