"""How a run ended, and its figures."""

from typing import TYPE_CHECKING

from textual.widgets import Static

from tui.actions.exporting import table_of
from tui.panes.base import Pane, lines_of
from tui.widgets.celltable import CellTable
from tui.widgets.columns import Column

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.table import Table
    from tui.run.view import View

COLUMNS = (
    Column("figure", "Figure", 22, most=40),
    *(Column(of, of.title(), 9, "right") for of in ("start", "best", "last")),
    Column("change", "Start→best", 10, "right", 1),
)


class ResultsPane(Pane):
    """The outcome in sentences, then the figures of start, best and last weights."""

    NAME = "Results"
    DEFAULT_CSS = "ResultsPane > #outcome { height: auto; padding: 0 1 1 1; background: $surface; }"

    def compose(self) -> "ComposeResult":
        yield Static(id="outcome")
        yield CellTable(COLUMNS, id="figures")

    def show(self, view: "View") -> None:
        self.query_one("#outcome", Static).update(lines_of(view.outcome()))
        self.query_one(CellTable).show_rows(view.figure_rows())

    def tables(self) -> "list[Table]":
        return [table_of(self.query_one(CellTable), "Figures", name="figures")]
