"""Diff: in which settings tuned groups differ from the baseline, and what the figures and curves say of it."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.compare.layout import wrapped
from store.errors import StoreError, sentence
from tui.comparison import MOMENTS
from tui.exporting import file_name
from tui.literal import literal
from tui.screens.diff_control import DiffControl, seeds_wanted
from tui.screens.diff_curves import HIDDEN, DiffCurves
from tui.widgets.detail import DetailLine
from tui.widgets.diffpane import DiffPane
from tui.widgets.difftable import DiffTable, told_of
from tui.widgets.keyline import KeyLine
from tui.widgets.plot import Plot
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.store import Store
    from tui.comparison import Comparison


class DiffScreen(DiffControl, DiffCurves):
    """Compares groups with a baseline, and goes on doing so while they train."""

    DEFAULT_CSS = """
    DiffScreen {
        & DetailLine { height: 2; }
        & #doubts { display: none; height: auto; color: $text-warning; padding: 0 1; }
        & #doubts.-on { display: block; }
        & Plot { height: 14; border-top: solid $panel; }
        &.-short Plot { height: 9; }
        &.-without-curves Plot { display: none; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012 - Textual declares it on the instance
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("a", "all", "All rows", tooltip="Show every setting and figure, or only what differs", id="diff.all"),
        Binding("b", "try(True)", "Put back", tooltip="Queue tuned with this setting put back", id="diff.put_back"),
        Binding(
            "B", "try(False)", "Try", tooltip="Queue the baseline with this setting tuned", id="diff.try", show=False
        ),
        Binding("n", "seeds", "More seeds", tooltip="Queue the seeds that would tell", id="diff.seeds", show=False),
        Binding("v", "at", "Weights", tooltip="Compare the best, the last weights, or the same epoch", id="diff.at"),
        Binding("w", "where", "Where", tooltip="See which classes and examples it got wrong", id="diff.where"),
        Binding("F", "against", "File", tooltip="Hold settings against the file and the defaults", id="diff.against"),
        Binding("D", "code", "Code", tooltip="See what of the code is not the same", id="diff.code", show=False),
        Binding("e", "export", "Export", tooltip="Take this comparison away as Markdown", id="diff.export"),
    ]

    class Compared(Message):
        """The groups have been read; without a comparison, `problem` says why."""

        def __init__(self, comparison: "Comparison | None", problem: str = "") -> None:
            super().__init__()
            self.comparison, self.problem = comparison, problem

    def __init__(self, store: "Store", baseline: str, tuned: tuple[str, ...]) -> None:
        super().__init__()
        self.store, self.baseline, self.tuned = store, baseline, tuned
        self.comparison: Comparison | None = None
        self.everything = False
        self.at = MOMENTS[0]
        self._reading, self._look_again, self._runs_changed = False, False, False

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield Static(id="doubts")
        yield DiffPane()
        yield Plot("")
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        from tui.comparison import Comparer

        self.set_class(self.app.size.height < 30, HIDDEN)
        self.query_one(TitleLine).place = f"diff: {self.baseline} against {', '.join(self.tuned)}"
        self.query_one(DetailLine).text = "reading…"
        self._comparer = Comparer(self.store.root, (self.baseline, *self.tuned))
        self._look()

    def run_changed(self, row: "Row") -> None:
        if self.comparison is None or row.id in self.comparison.run_ids:
            self._look()

    def rows_changed(self, _rows: "Sequence[Row]") -> None:
        self._runs_changed = True
        self._look()

    def _look(self) -> None:
        """Read the groups; while they are being read, once more afterwards is enough."""
        if self._reading:
            self._look_again = True
            return
        self._reading, self._look_again = True, False
        anew, self._runs_changed = self._runs_changed, False
        self._read(self.at, anew=anew)

    @work(thread=True, group="compare")
    def _read(self, at: str, *, anew: bool) -> None:
        try:
            if anew:
                self._comparer.find()
            self.post_message(self.Compared(self._comparer.compare(at)))
        except (StoreError, OSError) as error:
            self.post_message(self.Compared(None, sentence(error)))

    def on_diff_screen_compared(self, event: Compared) -> None:
        self._reading = False
        if event.comparison is not None:
            self.comparison = event.comparison
            self._show()
            self.show_curves(event.comparison.curves)
        else:
            self._complain(event.problem)
        if self._look_again:
            self._look()

    def _complain(self, problem: str) -> None:
        detail = self.query_one(DetailLine)
        detail.text = problem
        detail.add_class("-problem")

    def _show(self) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        shown = comparison.shown(everything=self.everything)
        self._doubt(shown.notes)
        self.query_one(DiffTable).show_diff(shown)
        title = self.query_one(TitleLine)
        title.place = f"diff: {comparison.title}"
        rows = "all settings and figures" if self.everything else "what differs"
        title.summary = f"{comparison.weights}  ·  {rows}"
        self._explain()

    def _doubt(self, notes: "Sequence[str]") -> None:
        """Show the doubts, as many lines of them as leave the table its room, and say that there are more."""
        width = max(self.size.width - 2, 1)
        wrapped_notes = [line for note in notes for line in wrapped(f"! {literal(note)}", width)]
        lines = ["".join(span.text for span in line) for line in wrapped_notes]
        room = max(3, self.size.height // 6)
        if len(lines) > room:
            lines[room - 1 :] = [f"… {len(lines) - room + 1} more lines; e shows them all"]
        doubts = self.query_one("#doubts", Static)
        doubts.set_class(bool(lines), "-on")
        doubts.update(Content("\n".join(lines)))

    def on_resize(self) -> None:
        if self.comparison is not None:
            self._doubt(self.comparison.shown(everything=self.everything).notes)

    @on(LineTable.Moved)
    def _explain(self) -> None:
        about, text = self.explanation()
        if about:
            detail = self.query_one(DetailLine)
            detail.remove_class("-problem")
            detail.text = f"{about}: {text}" if text else about

    def explanation(self) -> tuple[str, str]:
        row = self.query_one(DiffTable).current
        if row is None or self.comparison is None:
            return super().explanation()
        name = row.heading or row.key.partition("/")[2]
        notes = row.table.notes if row.table.name == "metrics" else (told_of(row),)
        return name, "\n".join(part for part in (self.comparison.helps.get(name, ""), *notes) if part)

    def action_all(self) -> None:
        self.everything = not self.everything
        self._show()

    def action_at(self) -> None:
        self.at = MOMENTS[(MOMENTS.index(self.at) + 1) % len(MOMENTS)]
        self._look()

    def action_try(self, put_back: bool) -> None:  # noqa: FBT001 - Textual hands it in by place
        row = self.query_one(DiffTable).current
        if row is None or row.heading or row.table.name != "settings" or self.comparison is None:
            self.tell("put the cursor on a setting that differs")
            return
        baseline, *tuned = zip(self.comparison.labels, self.comparison.groups, strict=True)
        changed = [group.name for label, group in tuned if row.cells[label].tone == "accent"]
        if not changed:
            self.tell("this setting is the same everywhere: put the cursor on one that differs")
            return
        self.try_change(baseline[1].name, changed[0], row.key.partition("/")[2], put_back=put_back)

    def action_seeds(self) -> None:
        row = self.query_one(DiffTable).current
        shown = self.comparison.shown(everything=self.everything) if self.comparison else None
        number = seeds_wanted(shown, row.key.partition("/")[2]) if shown and row else None
        if self.comparison is None or number is None:
            self.tell("put the cursor on a figure that more seeds would tell of")
            return
        self.ask_for_seeds([group.name for group in self.comparison.groups], number)

    def action_where(self) -> None:
        from tui.screens.where import WhereScreen

        self.app.push_screen(WhereScreen(self.store, (self.baseline, *self.tuned)))

    def action_against(self) -> None:
        from tui.screens.against import AgainstScreen

        self.app.push_screen(AgainstScreen(self.store, (self.baseline, *self.tuned)))

    def action_code(self) -> None:
        from tui.screens.code import CodeScreen

        self.app.push_screen(CodeScreen(self.store, (self.baseline, *self.tuned)))

    def action_export(self) -> None:
        if self.comparison is None:
            return
        from tui.screens.export import ExportScreen

        document = self.comparison.document(everything=self.everything)
        self.app.push_screen(ExportScreen(document, Path(file_name("diff", *self.comparison.labels))))
