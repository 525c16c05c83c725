"""Diff: in which settings tuned groups differ from the baseline, and what the figures and curves say of it."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from store.compare.layout import wrapped
from tui.actions.exporting import file_name
from tui.comparing.comparison import MOMENTS
from tui.literal import literal
from tui.screens.diff_columns import DiffColumns
from tui.screens.diff_control import seeds_wanted
from tui.screens.diff_curves import HIDDEN
from tui.screens.diff_parts import DiffParts
from tui.screens.looking import Looks
from tui.screens.names import ScreenName
from tui.screens.parts import CURVES
from tui.widgets.detail import DetailLine
from tui.widgets.diffpane import DiffPane
from tui.widgets.difftable import DiffTable, told_of
from tui.widgets.keyline import KeyLine
from tui.widgets.plot import Plot
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.store import Store
    from tui.comparing.comparison import Comparison


class DiffScreen(DiffColumns, DiffParts):
    """Compares groups with a baseline, and goes on doing so while they train."""

    DEFAULT_CSS = """
    DiffScreen {
        & DetailLine { height: 2; }
        & #doubts { display: none; height: auto; color: $text-warning; padding: 0 1; }
        & #doubts.-on { display: block; }
        & Plot { height: 14; border-top: solid $panel; }
        &.-short Plot { height: 9; }
        &.-without-curves Plot { display: none; }
        &.-large-curves Plot { display: block; height: 1fr; }
        &.-large-curves DiffPane { display: none; }
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
        Binding("e", "export", "Export", tooltip="Take this comparison away as Markdown", id="diff.export"),
    ]

    def __init__(self, store: "Store", baseline: str, tuned: tuple[str, ...]) -> None:
        super().__init__()
        self.store, self.baseline, self.tuned = store, baseline, tuned
        self.comparison: Comparison | None = None
        self.everything = False
        self.at = MOMENTS[0]
        self._runs_changed = False
        self._looks = Looks(self, self._begin, self._take, self._complain)

    @classmethod
    def opened_on(cls, store: "Store", names: "Sequence[str]") -> "Self":
        """Return the comparison of a baseline with the groups that are named after it."""
        store.find_groups(names)
        return cls(store, names[0], tuple(names[1:]))

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield self.make_tabs()
        yield Static(id="doubts")
        yield DiffPane()
        yield Plot("")
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        from tui.comparing.comparison import Comparer

        self.set_class(self.app.size.height < 30, HIDDEN)
        self.query_one(Plot).can_focus = False
        self._comparer = Comparer(self.store.root, ())
        self.compare_others()

    def compare_others(self) -> None:
        labels = self.labels()
        names = [labels.get(name, name) for name in (self.baseline, *self.tuned)]
        self.query_one(TitleLine).place = f"diff: {names[0]} against {', '.join(names[1:])}"
        self.query_one(DetailLine).text = "reading…"
        self._comparer = self._comparer.of((self.baseline, *self.tuned))
        self._looks.look(at_something_else=True)

    def labels(self) -> "Mapping[str, str]":
        found = self.comparison
        return dict(zip(found.names, found.labels, strict=True)) if found else {}

    def leftmost(self) -> str:
        return self.query_one(DiffTable).leftmost

    def bookmark(self) -> tuple[str, ...]:
        return ScreenName.DIFF, self.baseline, *self.tuned

    def run_changed(self, row: "Row") -> None:
        if self.comparison is None or row.id in self.comparison.run_ids:
            self._looks.look()

    def rows_changed(self, _rows: "Sequence[Row]") -> None:
        self._runs_changed = True
        self._looks.look()

    def _begin(self) -> "Callable[[], Comparison]":
        """Return what compares the groups; they are found anew once runs have come or gone."""
        comparer, at, anew = self._comparer, self.at, self._runs_changed
        self._runs_changed = False

        def compare() -> "Comparison":
            if anew:
                comparer.find()
            return comparer.compare(at)

        return compare

    def _take(self, comparison: "Comparison") -> None:
        self.comparison = comparison
        self._show()
        self.show_curves(comparison.curves)

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
        self.query_one(DiffTable).show_diff(shown, len(self.pinned))
        title = self.query_one(TitleLine)
        title.place = f"diff: {comparison.title}"
        rows = "all settings and figures" if self.everything else "what differs"
        title.summary = f"{comparison.weights}  ·  {rows}"
        self.show_explanation()

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
    def show_explanation(self) -> None:
        about, text = self.explanation()
        if about:
            detail = self.query_one(DetailLine)
            detail.remove_class("-problem")
            detail.text = f"{about}: {text}" if text else about

    def explanation(self) -> tuple[str, str]:
        if self.part == CURVES:
            return "curves", self.keys_of_curves()
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
        self._looks.look()

    def action_try(self, put_back: bool) -> None:  # noqa: FBT001 - Textual hands it in by place
        row, found = self.query_one(DiffTable).current, self.comparison
        if row is None or row.heading or row.table.name != "settings" or found is None:
            self.tell("put the cursor on a setting that differs")
            return
        changed = [name for name in found.names[1:] if row.cells[self.label(name)].tone == "accent"]
        if not changed:
            self.tell("this setting is the same everywhere: put the cursor on one that differs")
            return
        place, baseline = row.key.partition("/")[2], found.called(found.names[0])

        def try_it(name: str) -> None:
            seeds = len(found.groups[found.names.index(name)].seeds)
            self.ask_to_try(baseline, found.called(name), place, seeds, put_back=put_back)

        self.ask_which(f"Put {place} back in which?" if put_back else f"Try {place} of which?", try_it, changed)

    def action_seeds(self) -> None:
        row, found = self.query_one(DiffTable).current, self.comparison
        if row is None or found is None:
            return
        diff, figure = found.shown(everything=self.everything), row.key.partition("/")[2]
        wanted = {name: seeds_wanted(diff, figure, self.label(name)) for name in found.names[1:]}
        told = {name: number for name, number in wanted.items() if number}
        if not told:
            self.tell("put the cursor on a figure that more seeds would tell of")
            return

        def ask(name: str) -> None:
            self.ask_for_seeds([found.called(found.names[0]), found.called(name)], told[name])

        self.ask_which("More seeds of which?", ask, [*told])

    def action_export(self) -> None:
        if self.comparison is None:
            return
        from tui.screens.export import ExportScreen

        document = self.comparison.document(everything=self.everything)
        self.app.push_screen(ExportScreen(document, Path(file_name("diff", *self.comparison.labels))))
