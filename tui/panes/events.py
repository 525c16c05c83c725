"""All that has happened in a run, in order."""

from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message

from store.errors import StoreError, sentence
from store.run import EVENTS
from tui.exporting import table_of
from tui.panes.base import Pane
from tui.timeline.course import Course
from tui.timeline.rows import Happening, Sources, time_line
from tui.widgets.eventtable import EventTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.table import Table
    from store.run import Run
    from tui.runview import View
    from tui.widgets.table import LineTable


class EventsPane(Pane):
    """The time line; it is read, in a thread, while this pane is on screen."""

    NAME, TOOLTIP = "Events", "Show all that has happened, in order"

    class Read(Message):
        """The time line has been read; where that came to nothing, `problem` says why."""

        def __init__(self, rows: list[Happening], problem: str = "") -> None:
            super().__init__()
            self.rows, self.problem = rows, problem

    def __init__(self, run: "Run") -> None:
        super().__init__(run)
        self._course = Course(run.folder / EVENTS)
        self._reading = self._read_again = False

    def compose(self) -> "ComposeResult":
        yield EventTable()

    def follow(self, view: "View") -> None:  # noqa: ARG002 - it reads more than a view holds
        if self._reading:
            self._read_again = True
            return
        self._reading, self._read_again = True, False
        table = self.query_one(EventTable)
        table.note = "" if table.rows else " reading… "
        self._read()

    @work(thread=True, group="events")
    def _read(self) -> None:
        try:
            self._course.read()
            found = Sources(self._course.parts, self.run.record, self.run.state(), self.run.exit())
            self.post_message(self.Read(time_line(found)))
        except (StoreError, OSError) as error:
            self.post_message(self.Read([], sentence(error)))

    def on_events_pane_read(self, message: Read) -> None:
        self._reading = False
        table = self.query_one(EventTable)
        if message.problem:
            table.note = f" {message.problem} "
            table.refresh()
        elif message.rows != table.rows:
            table.note = ""
            table.grow(message.rows)
        if self._read_again and self.display:
            self._look_again()

    def _look_again(self) -> None:
        self._reading, self._read_again = True, False
        self._read()

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
