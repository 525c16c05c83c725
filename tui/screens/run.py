"""One run: its epochs as they come, curves, settings, results, warnings, console."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.store import Store
from tui.exporting import file_name, table_of
from tui.formats import figure
from tui.listing.lines import line_of
from tui.literal import literal
from tui.runsettings import RunSettings, read_settings
from tui.runview import PLOTTED, View, courses_of
from tui.screens.again_control import AgainControl
from tui.screens.control import BROKEN_OFF
from tui.screens.curve_control import CURVE_ACTIONS, CurveControl
from tui.screens.reading import RunReading
from tui.widgets.celltable import CellTable
from tui.widgets.columns import Column
from tui.widgets.console import Console
from tui.widgets.detail import DetailLine
from tui.widgets.epochtable import EpochTable
from tui.widgets.keyline import KeyLine
from tui.widgets.plot import Plot
from tui.widgets.runhead import RunHead
from tui.widgets.table import LineTable
from tui.widgets.tabs import TabLine
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.run import Run
    from tui.courses import Courses

PANES = ("Epochs", "Curves", "Settings", "Results", "Warnings", "Console")
SETTINGS = (
    Column("setting", "Setting", 28, most=44),
    Column("baseline", "Baseline", 14, most=28),
    Column("run", "This run", 14, most=40),
)
FIGURES = (
    Column("figure", "Figure", 22, most=40),
    *(Column(of, of.title(), 9, "right") for of in ("start", "best", "last")),
    Column("change", "Change", 9, "right", 1),
)


class RunScreen(AgainControl, CurveControl, RunReading):
    """Shows one run in panes that the number keys reach; what is new in its files is read when the app tells of it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = """
    RunScreen {
        #pane-epochs EpochTable { width: 67; }
        &.-narrow #pane-epochs EpochTable { width: 1fr; }
        &.-narrow #pane-epochs Vertical { display: none; }
        &.-curves #pane-epochs EpochTable { display: none; }
        &.-curves #pane-epochs Vertical { display: block; }
        #outcome { height: auto; padding: 0 1 1 1; background: $surface; }
        #pane-warnings { background: $surface; padding: 0 1; }
        DetailLine { height: 2; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        *(
            Binding(
                str(number),
                f"pane({number})",
                name,
                tooltip=f"Show {name.lower()}",
                id=f"run.{name.lower()}",
                show=False,
            )
            for number, name in enumerate(PANES, 1)
        ),
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
        self.settings: RunSettings | None = None
        self.shows_all = False
        self._courses: Courses | None = None
        self._shown: tuple[object, ...] = ()

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield RunHead()
        yield TabLine([f"{number} {name}" for number, name in enumerate(PANES, 1)])
        with Horizontal(id="pane-epochs"):
            yield EpochTable()
            with Vertical():
                yield Plot("Accuracy", id="accuracy")
                yield Plot("Loss", id="loss")
        yield CellTable(SETTINGS, id="pane-settings")
        with Vertical(id="pane-results"):
            yield Static(id="outcome")
            yield CellTable(FIGURES, id="figures")
        with VerticalScroll(id="pane-warnings"):
            yield Static(id="warnings")
        yield Console(self._run.folder / "console.log", id="pane-console")
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.action_pane(self.pane)
        self.load()

    @work(thread=True, exclusive=True, group="compare")
    def compare(self) -> None:
        """Compare settings, which needs the catalogue of all of them."""
        with self.damage_told():
            self.post_message(self.Compared(read_settings(self.store.root, self._run.record)))

    def on_run_reading_loaded(self) -> None:
        self.renew()
        self.call_after_refresh(self.compare)

    def on_run_screen_compared(self, message: Compared) -> None:
        self.settings = message.settings
        self._show_settings()

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
            view = self.view = View(run.record, history, run.standing(), self._courses)
            with self.app.batch_update():
                self._show(view)

    def _show(self, view: View) -> None:
        self.query_one(RunHead).show(view.head())
        if view.signature != self._shown:
            self._shown = view.signature
            self._show_panes(view)

    def _show_panes(self, view: View) -> None:
        title = self.query_one(TitleLine)
        title.place, title.summary = self._run.name, self._run.id
        self.query_one(EpochTable).show_epochs(view.history.epochs, view.best)
        self.draw_curves()
        self.query_one("#outcome", Static).update(_text(view.outcome()))
        self.query_one("#figures", CellTable).show_rows(view.figure_rows())
        self.query_one("#warnings", Static).update(_text(view.warnings() or ["no warnings"]))
        self._show_settings()
        self._show_tabs()
        self.refresh_bindings()

    def draw_curves(self) -> None:
        if self.view:
            for quantity in PLOTTED:
                self.query_one(f"#{quantity}", Plot).show(self.view.chart(quantity, self.curve_view))

    def _show_settings(self) -> None:
        if self.settings and self.view:
            rows = self.settings.rows(self.view.history.effective, everything=self.shows_all)
            self.query_one("#pane-settings", CellTable).show_rows(rows)

    def _show_tabs(self) -> None:
        tabs, count = self.query_one(TabLine), len(self.view.history.warnings) if self.view else 0
        names = [f"{number} {name}" for number, name in enumerate(PANES, 1)]
        if count:
            names[PANES.index("Warnings")] += f" ({count})"
        tabs.names, tabs.current = tuple(names), self.pane - 1

    def action_pane(self, number: int) -> None:
        self.pane = number
        name = PANES[number - 1].lower()
        self.set_class(name == "curves", "-curves")
        shown = "epochs" if name == "curves" else name
        for pane in self.query("#pane-epochs, #pane-settings, #pane-results, #pane-warnings, #pane-console"):
            pane.display = pane.id == f"pane-{shown}"
        self._show_tabs()
        self.refresh_bindings()
        self.query_one(DetailLine).text = ""
        self.call_after_refresh(self._focus_pane, f"pane-{shown}")

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.action_pane(message.number + 1)

    def _focus_pane(self, pane: str) -> None:
        for widget in self.query(f"#{pane}, #{pane} *"):
            if widget.focusable:
                widget.focus()
                break
        if pane == "pane-console":
            self.query_one(Console).look()

    @on(LineTable.Moved)
    def _show_detail(self, message: LineTable.Moved) -> None:
        row, detail = message.table.current, self.query_one(DetailLine)
        typing = isinstance(message.table, Console) and message.table.display
        if row is None or not (typing or message.table is self.focused):
            return
        if isinstance(message.table, EpochTable):
            detail.text = "  ".join(f"{name} {figure(value)}" for name, value in (row.get("metrics") or {}).items())
        elif isinstance(message.table, Console):
            detail.text = row.text
        else:
            detail.text = self.settings.help_of(row.key) if self.settings else ""

    def bookmark(self) -> tuple[str, ...]:
        return "run", self._run.id, str(self.pane)

    def chosen_rows(self) -> "list[Row]":
        return [row for row in self.store.rows() if row.id == self._run.id]

    def action_all(self) -> None:
        self.shows_all = not self.shows_all
        self._show_settings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer what does something here: more settings where settings are shown, a stop where something runs."""
        pane = PANES[self.pane - 1]
        if action == "all":
            return pane == "Settings"
        if action in CURVE_ACTIONS:
            return pane == "Curves" or (pane == "Epochs" and not self.has_class("-narrow"))
        if action == "resume":
            return self.view is not None and self.view.standing.status in BROKEN_OFF
        return action != "stop" or (self.view is not None and not self.view.standing.status.ended)

    def names_to_copy(self) -> "Sequence[tuple[str, str, str]]":
        return ("i", "the run's id", self._run.id), ("n", "its name", self._run.name)

    def action_diff(self) -> None:
        rows = self.store.rows()
        self.open_diff([line_of(row) for row in rows if row.id == self._run.id], rows)

    def action_export(self) -> None:
        from store.compare.table import Document
        from tui.screens.export import ExportScreen

        if self.view is None:
            return
        shown = (
            (self.query_one("#figures", CellTable), "Figures", "figures"),
            (self.query_one("#pane-settings", CellTable), "Settings", "settings"),
            (self.query_one(EpochTable), "Epochs", "epochs"),
        )
        tables = tuple(table_of(table, title, name=name) for table, title, name in shown)
        document = Document(self._run.name, tables, about=tuple(self.view.outcome()))
        self.app.push_screen(ExportScreen(document, Path(file_name(*self._run.name.split("/")))))


def _text(lines: "Sequence[str]") -> Content:
    return Content("\n".join(literal(line) for line in lines))
