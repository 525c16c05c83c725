"""All that has happened in a run, in order."""

from typing import TYPE_CHECKING, Any

from textual import on

from store.run import EVENTS
from tui.actions.exporting import table_of
from tui.panes.base import Pane
from tui.run.timeline.course import Course
from tui.run.timeline.rows import Happening, Sources, time_line
from tui.screens.looking import Looks
from tui.widgets.eventtable import EventTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.table import Table
    from store.run import Run
    from tui.run.view import View
    from tui.widgets.table import LineTable


class EventsPane(Pane):
    """The time line; it is read, in a thread, while this pane is on screen."""

    NAME, TOOLTIP = "Events", "Show all that has happened, in order"

    def __init__(self, run: "Run") -> None:
        super().__init__(run)
        self._course = Course(run.folder / EVENTS)
        self._looks = Looks(self, lambda: self._read, self._take, self._complain)

    def compose(self) -> "ComposeResult":
        yield EventTable()

    def follow(self, view: "View") -> None:  # noqa: ARG002 - it reads more than a view holds
        if not self._looks.is_under_way:
            table = self.query_one(EventTable)
            table.note = "" if table.rows else " reading… "
        self._looks.look()

    def _read(self) -> list[Happening]:
        self._course.read()
        return time_line(Sources(self._course.parts, self.run.record, self.run.state(), self.run.exit()))

    def _take(self, rows: list[Happening]) -> None:
        table = self.query_one(EventTable)
        if rows != table.rows:
            table.note = ""
            table.grow(rows)

    def _complain(self, problem: str) -> None:
        table = self.query_one(EventTable)
        table.note = f" {problem} "
        table.refresh()

    @on(EventTable.Opened)
    def _explain(self, message: EventTable.Opened) -> None:
        message.stop()
        self.screen.call_later(self.screen.run_action, "explain")

    def detail(self, table: "LineTable[Any]") -> str:
        row = table.current
        return f"{row.what}: {row.text}" if row and row.what else ""

    def explanation(self) -> tuple[str, str] | None:
        row = self.query_one(EventTable).current
        if row is None or not row.what:
            return None
        return row.what, "\n".join(filter(None, (row.text, row.whole)))

    def tables(self) -> "list[Table]":
        return [table_of(self.query_one(EventTable), "Events", name="events")]
