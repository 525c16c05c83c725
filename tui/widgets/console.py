"""A run's console, followed."""

from typing import TYPE_CHECKING

from tui.consoletail import ConsoleLine, ConsoleTail
from tui.widgets.columns import Cell, Column
from tui.widgets.tail import TailTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOOK = 0.3
"""Seconds between two looks at the file while it is on screen."""
COLUMNS = (Column("line", "Console", 20, most=10_000),)
_TONES = {"warning": "warn", "failed": "bad", "Traceback": "bad", "Error": "bad"}


class Console(TailTable[ConsoleLine]):
    """Shows the last lines that a run has printed."""

    def __init__(self, path: "Path", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(COLUMNS, id=id)
        self._tail = ConsoleTail(path)

    def on_mount(self) -> None:
        self.set_interval(LOOK, self.look)

    def look(self) -> None:
        """Show what is new, if the console is on screen."""
        if self.display and self.is_on_screen and self._tail.read_new():
            self.grow(self._tail.lines())

    def row_key(self, row: ConsoleLine) -> str:
        return str(row.number)

    def cells(self, row: ConsoleLine) -> "Sequence[Cell]":
        return [Cell(row.text, next((tone for word, tone in _TONES.items() if word in row.text[:60]), ""))]
