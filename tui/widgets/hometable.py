"""The table of Home: sections with columns of their own under headings, and one cursor through all of them."""

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.home.cells import COLUMNS, cells_of, name_column, spanned
from tui.home.lines import HomeLine
from tui.literal import literal
from tui.widgets.columns import Cell, Column, Placed, fit
from tui.widgets.lineview import GUTTER
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

LEAST_NAME, NARROW_NAME, WIDE_NAME = 16, 23, 48
"""Cells of the first column: at least, and at most on a narrow and on a wide screen."""
WIDE = 110


class HomeTable(LineTable[HomeLine]):
    """Draws the lines of Home; its pinned header is the sentence that says the most."""

    DEFAULT_CSS = """
    HomeTable > .table--header { color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__([Column("said", "", 20, most=400)])
        self.now = 0.0
        """The moment that ages are told at."""
        self._longest = 0

    def show_rows(self, rows: "Sequence[HomeLine]") -> None:
        self._longest = max((cell_len(literal(_name(row))) for row in rows), default=0)
        super().show_rows(rows)
        if self.current is not None and self.current.kind == "gap":
            self.cursor -= 1  # its line has gone

    def row_key(self, row: HomeLine) -> str:
        return row.key

    def cells(self, row: HomeLine) -> "Sequence[Cell]":
        return cells_of(row, self.now, self._name_width())

    def say(self, sentence: str) -> None:
        """Put a sentence above the table."""
        if sentence != self.columns[0].title:
            self.show_columns([Column("said", sentence, 20, most=400)])

    def action_move(self, rows: int) -> None:
        """Move the cursor, over gaps."""
        super().action_move(rows)
        if self.current is not None and self.current.kind == "gap":
            super().action_move(1 if rows > 0 else -1)

    def _draw(self, row: HomeLine, *, current: bool, marked: bool) -> "Strip":
        header, self._placed = self._placed, self._fit(row)
        try:
            return super()._draw(row, current=current, marked=marked)
        finally:
            self._placed = header

    def _fit(self, row: HomeLine) -> list[Placed]:
        """Return the places of a line's columns; those that one cell of it spans are one."""
        room = self.room.width - GUTTER - 1
        if row.kind in {"note", "more", "gap"}:
            return [Placed(0, name_column(room), room)]
        placed = fit((name_column(self._name_width()), *COLUMNS[row.section]), room)
        span = spanned(row)
        if span is None:
            return placed
        first, last = span
        inside = [one for one in placed if first <= one.place <= last]
        joined = Placed(first, Column("span", "", 0), sum(one.width + 1 for one in inside) - 1)
        after = [Placed(one.place - (last - first), one.column, one.width) for one in placed if one.place > last]
        return [*(one for one in placed if one.place < first), joined, *after]

    def _name_width(self) -> int:
        return max(LEAST_NAME, min(WIDE_NAME if self.room.width >= WIDE else NARROW_NAME, self._longest))


def _name(row: HomeLine) -> str:
    if row.line is None:
        return row.cells[0].text if row.cells else ""
    if row.kind == "trials":
        return row.line.title
    return row.line.name if row.kind == "group" else row.rows[0].name
