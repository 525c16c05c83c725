"""The time line of a run, growing as things happen."""

import time
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.formats import duration
from tui.run.timeline.rows import Happening
from tui.widgets.columns import Cell, Column
from tui.widgets.tail import TailTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

COLUMNS = (
    Column("clock", "Time", 8),
    Column("since", "After", 7, "right", 1),
    Column("what", "What", 11),
    Column("text", "", 20, most=400),
)


class EventTable(TailTable[Happening]):
    """One line a happening; its end is followed."""

    KEYS_TITLE: ClassVar[str] = "In the time line"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "open", "Whole", tooltip="Read all that this event says", id="events.open"),
    ]

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def row_key(self, row: Happening) -> str:
        return row.key

    def cells(self, row: Happening) -> "Sequence[Cell]":
        if not row.what:
            return [Cell(row.text, "heading")]
        clock = time.strftime("%H:%M:%S", time.localtime(row.t)) if row.t else ""
        since = "" if row.since is None else f"+{duration(row.since)}"
        return [Cell(clock, "dim"), Cell(since, "dim"), Cell(row.what, row.tone or "strong"), Cell(row.text, row.tone)]

    def action_open(self) -> None:
        self.post_message(self.Opened(self))
