"""One run: its epochs as they come, curves, settings, results, warnings, console."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.message import Message

from store.store import Store
from tui.actions.exporting import file_name
from tui.listing.lines import line_of
from tui.panes.console import ConsolePane
from tui.panes.epochs import EpochsPane
from tui.panes.results import ResultsPane
from tui.panes.settings import RunSettingsPane
from tui.run.settings import RunSettings, read_settings
from tui.run.view import View, courses_of
from tui.screens.again_control import AgainControl
from tui.screens.control import BROKEN_OFF
from tui.screens.curve_control import CURVE_ACTIONS
from tui.screens.names import ScreenName
from tui.screens.neighbours import Neighbours
from tui.screens.reading import RunReading
from tui.screens.run_panes import PANES, RunPanes, number_of_pane
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.runhead import RunHead
from tui.widgets.table import LineTable
from tui.widgets.tabs import TabLine
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import DescendantFocus

    from store.row import Row
    from store.run import Run
    from tui.run.courses import Courses

EXPORTED = (ResultsPane, RunSettingsPane, EpochsPane)
"""Whose tables are taken away, in this order, before those of the pane on screen."""
OF_PANES = CURVE_ACTIONS | {"all"}
"""Actions that only some panes have."""


class RunScreen(AgainControl, RunPanes, Neighbours, RunReading):
    """Shows one run in panes that the number keys reach; what is new in its files is read when the app tells of it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    RunScreen {
        &.-narrow EpochsPane EpochTable { width: 1fr; }
        &.-narrow EpochsPane Vertical { display: none; }
        DetailLine { height: 2; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("d", "diff", "Diff", tooltip="Compare this run with its baseline", id="run.diff"),
        Binding("a", "all", "All settings", tooltip="Show all settings, or those that differ", id="run.all"),
        Binding("s", "stop", "Stop", tooltip="Stop this run, after asking", id="run.stop"),
        Binding("r", "resume", "Resume", tooltip="Let this run go on where it stands", id="run.resume"),
        Binding("p", "pause", "Pause", tooltip="Hold this run back, or let it go on", id="run.pause", show=False),
        Binding("R", "retry", "Retry", tooltip="Do it anew, from the start, after asking", id="run.retry", show=False),
        Binding(
            "A",
            "again",
            "Again, changed",
            tooltip="Run it again with one setting changed",
            id="run.again",
            show=False,
        ),
        Binding("e", "export", "Export", tooltip="Take what is on screen away as Markdown", id="run.export"),
    ]

    class Compared(Message):
        """The run's settings have been compared with its baseline's."""

        def __init__(self, settings: RunSettings) -> None:
            super().__init__()
            self.settings = settings

    def __init__(self, store: Store, run: "Run", pane: int = 1) -> None:
        super().__init__()
        self.store, self._run, self.pane = store, run, pane
        self.view: View | None = None
        self.panes = [kind(run) for kind in PANES]
        self._courses: Courses | None = None
        self._shown: tuple[object, ...] = ()

    @classmethod
    def opened_on(cls, store: Store, names: "Sequence[str]") -> "Self":
        """Return the screen of a run by its name or id, with the pane of a number if there is one after it."""
        name, *pane = names
        return cls(store, store.find(name), number_of_pane(*pane))

    def of(self, run: "Run") -> "RunScreen":
        return RunScreen(self.store, run, self.pane)

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield RunHead()
        yield TabLine([])
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.show_tabs()
        self.load()

    @work(thread=True, exclusive=True, group="compare")
    def compare(self) -> None:
        """Compare settings, which needs the catalogue of all of them."""
        with self.damage_told():
            self.post_message(self.Compared(read_settings(self.store.root, self._run.record)))

    async def on_run_reading_loaded(self) -> None:
        self.renew()
        if self.pane == 1 and self.view and self.view.broke_before_its_first_epoch:
            await self.action_pane(PANES.index(ConsolePane) + 1)
        await self.open_pane()
        self.call_after_refresh(self.compare)

    def on_run_screen_compared(self, message: Compared) -> None:
        self.pane_of(RunSettingsPane).compare(message.settings)

    def run_changed(self, row: "Row") -> None:
        if row.id == self._run.id and self.view:
            self.renew()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        row = next((row for row in rows if row.id == self._run.id), None)
        if row is not None:
            self.run_changed(row)
        elif self.is_current:
            self.tell("this run has been deleted", severity="warning")
            self.dismiss()

    def renew(self) -> None:
        """Read what is new and show it."""
        with self.damage_told():
            run, history = self._run, self._run.history()
            self._courses = self._courses or courses_of(run.record, history)
            view = self.view = View(run.record, history, run.standing(), self._courses, run.garbled)
            with self.app.batch_update():
                self._show(view)

    def _show(self, view: View) -> None:
        self.query_one(RunHead).show(view.head())
        if view.signature != self._shown:
            self._shown = view.signature
            self._show_panes(view)
        if self.is_made(self.shown):
            self.shown.follow(view)

    def _show_panes(self, view: View) -> None:
        title = self.query_one(TitleLine)
        title.place, title.summary = self._run.name, self._run.id
        for pane in self.made_panes():
            pane.show(view)
        self.draw_curves()
        self.show_tabs()
        self.refresh_bindings()

    @on(LineTable.Moved)
    def _moved(self, message: LineTable.Moved) -> None:
        self._show_detail(message.table)

    def on_descendant_focus(self, event: "DescendantFocus") -> None:
        if isinstance(event.widget, LineTable):
            self._show_detail(event.widget)

    def _show_detail(self, table: LineTable[Any]) -> None:
        pane = self.shown
        if pane in table.ancestors and table.current is not None and (pane.LISTENS_ALWAYS or table is self.focused):
            self.query_one(DetailLine).text = pane.detail(table)

    def explanation(self) -> tuple[str, str]:
        return (self.shown.is_mounted and self.shown.explanation()) or super().explanation()

    def bookmark(self) -> tuple[str, ...]:
        return ScreenName.RUN, self._run.id, str(self.pane)

    def chosen_rows(self) -> "list[Row]":
        return [row for row in self.store.rows() if row.id == self._run.id]

    def action_all(self) -> None:
        self.pane_of(RunSettingsPane).turn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Leave out what other panes do: more settings, say, where none are shown."""
        return action not in OF_PANES or (self.shown.is_mounted and self.shown.offers(action))

    def is_of_use(self, action: str) -> bool:
        """Return whether the line of keys names an action: a stop where something runs. Else its key says why not."""
        if action == "resume":
            return self.view is not None and self.view.standing.status in BROKEN_OFF
        return action != "stop" or (self.view is not None and not self.view.standing.status.ended)

    def names_to_copy(self) -> "Sequence[tuple[str, str, str]]":
        return ("i", "the run's id", self._run.id), ("n", "its name", self._run.name)

    def action_diff(self) -> None:
        rows = self.store.rows()
        self.open_diff([line_of(row) for row in rows if row.id == self._run.id], rows)

    async def action_export(self) -> None:
        from store.compare.table import Document
        from tui.screens.export import ExportScreen

        if self.view is None:
            return
        panes = dict.fromkeys([*map(self.pane_of, EXPORTED), self.shown])
        for pane in panes:
            await self.make(pane)
        if not self.is_attached:
            return
        tables = tuple(table for pane in panes for table in pane.tables())
        document = Document(self._run.name, tables, about=tuple(self.view.outcome()))
        self.app.push_screen(ExportScreen(document, Path(file_name(*self._run.name.split("/")))))
