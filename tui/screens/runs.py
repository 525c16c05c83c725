"""The first screen: every run, grouped by experiment and variant, live."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding

from store.errors import StoreError
from tui.choosing import rows_of
from tui.done import Done, tell_filter_cleared
from tui.formats import plural
from tui.lines import Line, Order
from tui.runlist import RunList
from tui.screens.filtered import FilteredScreen
from tui.screens.report_control import ReportControl
from tui.statuses import tally
from tui.undo import Step
from tui.widgets.detail import DetailLine
from tui.widgets.empty import EmptyNote
from tui.widgets.filterline import FilterLine
from tui.widgets.keyline import KeyLine
from tui.widgets.runtable import COLUMNS, RunTable, columns_of, describe
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.store import Store

EMPTY = """There are no runs in {root}/ yet
n launches an experiment from here; in a shell it is

backslide run {file}
"""
EXAMPLE = "experiments/decline.toml"


class RunsScreen(ReportControl, FilteredScreen):
    """Lists the runs; from here every other screen is one key away."""

    FILTER_HINT = "filter: status:failed  variant:tuned  regularizers.dropout.rate>0.2  test.accuracy<0.9"

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "open", "Open", tooltip="Open the run, or fold a group open or shut", id="runs.open"),
        Binding(
            "d", "diff", "Diff", tooltip="Compare the marked lines, or this one, with the baseline", id="runs.diff"
        ),
        Binding("space", "mark", "Mark", tooltip="Mark this line, or take its mark away", id="runs.mark"),
        Binding("n", "launch", "New", tooltip="Launch an experiment", id="runs.launch"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Show only runs that match", id="runs.filter"),
        Binding("o", "sort", "Sort", tooltip="Sort by the next figure", id="runs.sort"),
        Binding("O", "reverse", "Reverse", tooltip="Sort the other way round", id="runs.reverse", show=False),
        Binding("s", "stop", "Stop", tooltip="Stop the marked runs, or this one, after asking", id="runs.stop"),
        Binding(
            "r",
            "resume",
            "Resume",
            tooltip="Let what ended early go on where it stands",
            id="runs.resume",
        ),
        Binding("p", "pause", "Pause", tooltip="Hold back, or let go on again", id="runs.pause", show=False),
        Binding("R", "retry", "Retry", tooltip="Do it anew, from the start, after asking", id="runs.retry", show=False),
        Binding("x", "remove", "Remove", tooltip="Move the marked runs, or this one, to the trash", id="runs.remove"),
        Binding("e", "export", "Export", tooltip="Take this list away as Markdown", id="runs.export"),
        Binding(
            "w",
            "report",
            "Report",
            tooltip="Write the report of this line's experiment",
            id="runs.report",
            show=False,
        ),
        Binding("right,l", "fold(True)", "Unfold", tooltip="Show what lies inside", id="runs.unfold", show=False),
        Binding("left,h", "fold(False)", "Fold", tooltip="Hide what lies inside", id="runs.fold", show=False),
        Binding(
            "z",
            "fold_all",
            "Fold all",
            tooltip="Show the runs of all variants, or none",
            id="runs.fold_all",
            show=False,
        ),
        Binding("escape", "clear", "Clear", tooltip="Take marks and filter away", id="screen.back", show=False),
    ]

    def __init__(self, store: "Store", rows: "Sequence[Row]") -> None:
        super().__init__()
        self.store = store
        self.list = RunList(rows)

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield RunTable(COLUMNS)
        yield EmptyNote()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.show_list()

    @property
    def table(self) -> RunTable:
        """The list on screen."""
        return self.query_one(RunTable)

    def run_changed(self, row: "Row") -> None:
        keys = self.list.change(row)
        if keys:
            self.table.rows_changed(keys)
            if self.table.current_key in keys:
                self._show_detail()
        else:
            self.show_list()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        self.list.put(rows)
        self.show_list()

    def show_list(self) -> None:
        """Make the lines anew from what is known, and what stands around them."""
        lines, table = self.list.lines(), self.table
        table.marked &= {line.key for line in lines} | set(self.list.rows)
        table.show_rows(lines)
        note = self.query_one(EmptyNote)
        table.display, note.display = bool(lines), not lines
        no_runs = EMPTY.format(root=self.store.root, file=EXAMPLE if Path(EXAMPLE).is_file() else "FILE.toml")
        note.text = "No run matches the filter\nesc clears it" if self.list.rows else no_runs
        self._show_title()
        self._show_detail()

    @on(RunTable.Moved)
    def _show_detail(self) -> None:
        line, detail = self.table.current, self.query_one(DetailLine)
        detail.text = describe(line) if line else ""
        detail.remove_class("-problem")

    def _show_title(self) -> None:
        title, shown = self.query_one(TitleLine), self.list.shown
        parts = [tally(row.status for row in shown)]
        if self.list.accepts:
            parts.insert(0, f"{len(shown):,} of {plural(len(self.list.rows), 'run')} match")
        if marked := len(self.table.marked):
            parts.insert(0, f"{marked} marked")
        title.place, title.summary = str(self.store.root), "  ·  ".join(filter(None, parts))

    def chosen(self) -> list[Line]:
        """Return the marked lines, in their order; without marks the line under the cursor."""
        table = self.table
        marked = [line for line in table.rows if line.key in table.marked]
        return marked or ([table.current] if table.current else [])

    def names_to_copy(self) -> "Sequence[tuple[str, str, str]]":
        line = self.table.current
        if line is None:
            return ()
        name = ("n", "its name", line.rows[0].name if line.kind == "run" else line.name)
        return (("i", "the run's id", line.name), name) if line.kind == "run" else (name,)

    def chosen_rows(self) -> "list[Row]":
        return rows_of(self.chosen())

    def action_open(self) -> None:
        line = self.table.current
        if line is None:
            return
        if line.kind == "run" or len(line.rows) == 1:
            self.open_run(line.rows[0].id)
        else:
            self._fold(line, opened=not line.open)

    @on(RunTable.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    def open_run(self, id_: str) -> None:
        """Open a run's screen."""
        from tui.screens.run import RunScreen

        with self.errors_told():
            self.app.push_screen(RunScreen(self.store, self.store.run(id_)))

    def action_fold(self, opened: bool) -> None:  # noqa: FBT001 - Textual hands the action's argument in by place
        line = self.table.current
        if line is None:
            return
        if line.kind == "run" or (not opened and not line.open):
            if not opened:
                self.table.go_to_parent()
            return
        self._fold(line, opened=opened)

    def _fold(self, line: Line, *, opened: bool) -> None:
        if self.list.folds.set(line.key, line.kind, opened=opened):
            self.show_list()

    def action_fold_all(self) -> None:
        self.list.folds.turn_all()
        self.show_list()

    def action_sort(self) -> None:
        self._sort(self.list.order.next())

    def action_reverse(self) -> None:
        self._sort(Order(self.list.order.by, not self.list.order.reverse))

    def _sort(self, order: Order) -> None:
        self.list.order = order
        self.table.show_columns(columns_of(order))
        self.show_list()
        self.query_one(DetailLine).text = f"sorted by {order.by}{', the other way round' if order.reverse else ''}"

    def action_mark(self) -> None:
        key = self.table.current_key
        if key is not None:
            self.table.toggle_mark(key)
            self.table.action_move(1)
            self._show_title()

    def action_clear(self) -> None:
        if marked := set(self.table.marked):
            self.table.clear_marks()
            self._show_title()
            step = Step(f"{plural(len(marked), 'line')} marked again", partial(self._mark_again, marked))
            self.post_message(Done(f"{plural(len(marked), 'mark')} cleared", step))
        else:
            tell_filter_cleared(self, "".join(line.value for line in self.query(FilterLine)), self.filter_again)
            self._apply(None)
            self.query(FilterLine).remove()

    def _mark_again(self, marked: set[str]) -> None:
        self.table.marked |= marked
        self.table.rows_changed(marked)
        self._show_title()

    def filter_by(self, text: str) -> None:
        from store.query import parse_query

        try:
            self._apply(parse_query(text, self.store.settings) if text.strip() else None)
        except StoreError as error:
            self._apply(None)
            detail = self.query_one(DetailLine)
            detail.text = str(error)
            detail.add_class("-problem")

    def _apply(self, accepts: "Callable[[Row], bool] | None") -> None:
        self.list.accepts = accepts
        self.show_list()

    def action_diff(self) -> None:
        self.open_diff(self.chosen(), self.list.rows.values())

    def action_launch(self) -> None:
        from tui.screens.launch import LaunchScreen

        self.app.push_screen(LaunchScreen(self.store))

    def action_report(self) -> None:
        if self.table.current is not None:
            self.make_report(self.table.current.rows[0].experiment)

    def action_export(self) -> None:
        from store.compare.table import Document
        from tui.exporting import file_name, table_of
        from tui.screens.export import ExportScreen

        table = table_of(self.table, str(self.store.root), name="runs")
        self.app.push_screen(ExportScreen(Document("Runs", (table,)), Path(file_name("runs"))))
