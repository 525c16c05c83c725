"""The first screen: every run, grouped by experiment and variant, live."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding

from tui.actions.done import Done, tell_filter_cleared
from tui.actions.undo import Step
from tui.formats import plural
from tui.listing.choosing import rows_of
from tui.screens.again_control import AgainControl
from tui.screens.note_control import NoteControl
from tui.screens.report_control import ReportControl
from tui.screens.view_control import ViewControl
from tui.statuses import tally
from tui.widgets.detail import DetailLine
from tui.widgets.empty import EmptyNote
from tui.widgets.keyline import KeyLine
from tui.widgets.runtable import RunTable, describe
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from store.row import Row
    from store.store import Store
    from tui.home.since import LastLook
    from tui.listing.lines import Line

EMPTY = """There are no runs in {root}/ yet
n launches an experiment from here; in a shell it is

backslide run {file}
"""
TOGETHER = 0.2
"""Seconds within which runs that move up or down the list are shown together."""
EXAMPLE = "experiments/decline.toml"


class RunsScreen(AgainControl, ReportControl, NoteControl, ViewControl):
    """Lists the runs; from here every other screen is one key away."""

    FILTER_HINT = "filter: status:failed  variant:a or variant:b  optimizer.lr>0.1  not has:note"

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "open", "Open", tooltip="Open the run, or fold a group open or shut", id="runs.open"),
        Binding(
            "d", "diff", "Diff", tooltip="Compare the marked lines, or this one, with the baseline", id="runs.diff"
        ),
        Binding("space", "mark", "Mark", tooltip="Mark this line, or take its mark away", id="runs.mark"),
        Binding("n", "launch", "New", tooltip="Launch an experiment", id="runs.launch"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Show only runs that match", id="runs.filter"),
        Binding("o", "sort", "Sort", tooltip="Sort by any column, figure or setting", id="runs.sort"),
        Binding("O", "reverse", "Reverse", tooltip="Sort the other way round", id="runs.reverse", show=False),
        Binding("c", "columns", "Columns", tooltip="Choose the columns: any figure, any setting", id="runs.columns"),
        Binding("b", "group", "Group", tooltip="Group by experiment, variant, tag, or not at all", id="runs.group"),
        Binding("v", "views", "Views", tooltip="Take a view of the list, or keep this one", id="runs.views"),
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
        Binding(
            "A",
            "again",
            "Again, changed",
            tooltip="Run it again with one setting changed",
            id="runs.again",
            show=False,
        ),
        Binding("x", "remove", "Remove", tooltip="Move the marked runs, or this one, to the trash", id="runs.remove"),
        Binding(
            "N", "note", "Note", tooltip="Write a note on the marked runs, or this one", id="runs.note", show=False
        ),
        Binding("T", "tags", "Tags", tooltip="Give tags to the marked runs, or this one", id="runs.tags", show=False),
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

    def __init__(self, store: "Store", rows: "Sequence[Row]", last: "LastLook | None" = None) -> None:
        super().__init__(store, rows)
        self._last = last
        self._due: Timer | None = None
        """Will make the lines anew, once for all runs that move within a moment."""

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield RunTable(self.list.fields, self.list.order)
        yield EmptyNote()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.show_list()

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self._show_title()

    def runs_changed(self, rows: "Sequence[Row]") -> None:
        touched = [self.list.change(row) for row in rows]
        keys = set().union(*touched)
        self.table.rows_changed(keys)
        if self.table.current_key in keys:
            self.tell_of_row()
        if not all(touched) and self._due is None:
            self._due = self.set_timer(TOGETHER, self._show_due)

    def _show_due(self) -> None:
        self._due = None
        self.show_list()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        self.list.put(rows)
        self.show_list()

    def show_list(self) -> None:
        """Make the lines anew from what is known, and what stands around them."""
        lines, table = self.list.lines(), self.table
        if table.marked:
            table.marked &= {line.key for line in lines} | set(self.list.rows)
        table.show_rows(lines)
        note = self.query_one(EmptyNote)
        table.display, note.display = bool(lines), not lines
        no_runs = EMPTY.format(root=self.store.root, file=EXAMPLE if Path(EXAMPLE).is_file() else "FILE.toml")
        note.text = "No run matches the filter\nesc clears it" if self.list.rows else no_runs
        self._show_title()
        self.tell_of_row()

    @on(RunTable.Moved)
    def tell_of_row(self) -> None:
        line, detail = self.table.current, self.query_one(DetailLine)
        detail.text = describe(line) if line else ""
        detail.remove_class("-problem")
        self.tell_of_filter()

    def _show_title(self) -> None:
        title, shown = self.query_one(TitleLine), self.list.shown
        parts = [tally(row.status for row in shown)]
        if self.list.accepts:
            parts.insert(0, f"{len(shown):,} of {plural(len(self.list.rows), 'run')} match")
        if self._last and (ended := self._last.hint(self.list.rows.values())):
            parts.insert(0, ended)
        if marked := len(self.table.marked):
            parts.insert(0, f"{marked} marked")
        title.place, title.summary = str(self.store.root), "  ·  ".join(filter(None, parts))

    def chosen(self) -> "list[Line]":
        """Return the marked lines, in their order; without marks the line under the cursor."""
        table = self.table
        marked = [line for line in table.rows if line.key in table.marked]
        return marked or ([table.current] if table.current else [])

    def explanation(self) -> tuple[str, str]:
        """Tell the whole of what a person has noted of a run, too: its row may hold less."""
        about, text = super().explanation()
        line = self.table.current
        if line is None or len(line.rows) != 1 or not line.rows[0].note:
            return about, text
        short = line.rows[0].note
        whole = next((said.note for said in self._said_of(line.rows)), short)
        return about, text.replace(short, whole) if short in text else f"{text}\n{whole}"

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
        if line.kind == "run" or (len(line.rows) == 1 and not line.is_heading):
            self.open_run(line.rows[0].id)
        else:
            self.fold(line, opened=not line.open)

    @on(RunTable.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    def open_run(self, id_: str) -> None:
        """Open a run's screen."""
        from tui.screens.run import RunScreen

        with self.errors_told():
            self.app.push_screen(RunScreen(self.store, self.store.run(id_)))

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
            tell_filter_cleared(self, self.filter_line.value if self.filter_line else "", self.filter_again)
            self._apply(None)
            self.take_filter_away()

    def _mark_again(self, marked: set[str]) -> None:
        self.table.marked |= marked
        self.table.rows_changed(marked)
        self._show_title()

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
        from tui.actions.exporting import file_name, table_of
        from tui.screens.export import ExportScreen

        table = table_of(self.table, str(self.store.root), name="runs")
        self.app.push_screen(ExportScreen(Document("Runs", (table,)), Path(file_name("runs"))))
