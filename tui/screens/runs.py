"""The first screen: every run, grouped by experiment and variant, live."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.lines import Folds, Order, build
from tui.screens.base import BackslideScreen
from tui.statuses import tally
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.runtable import COLUMNS, RunTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.store import Store
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row


class RunsScreen(BackslideScreen[None]):
    """Lists the runs; from here every other screen is one key away."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "d", "diff", "Diff", tooltip="Compare the marked variants, or this one, with the baseline", id="runs.diff"
        ),
        Binding("n", "launch", "New", tooltip="Launch an experiment", id="runs.launch"),
    ]

    def __init__(self, store: "Store", rows: "Sequence[Row]") -> None:
        super().__init__()
        self.store = store
        self.rows = {row.id: row for row in rows}
        self.order, self.folds = Order(), Folds()

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield RunTable(COLUMNS)
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self._show()

    def run_changed(self, row: "Row") -> None:
        self.rows[row.id] = row
        self._show()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        self.rows = {row.id: row for row in rows}
        self._show()

    def action_launch(self) -> None:
        from tui.screens.launch import LaunchScreen

        self.app.push_screen(LaunchScreen(self.store))

    def action_diff(self) -> None:
        from tui.screens.diff import DiffScreen

        line = self.query_one(RunTable).current
        if line is not None:
            experiment = line.rows[0].experiment
            self.app.push_screen(
                DiffScreen(self.store, f"{experiment}/baseline", (f"{experiment}/{line.rows[0].variant}",))
            )

    def _show(self) -> None:
        self.query_one(RunTable).show_rows(build(self.rows.values(), self.order, self.folds))
        title = self.query_one(TitleLine)
        title.place, title.summary = str(self.store.root), tally([row.status for row in self.rows.values()])
