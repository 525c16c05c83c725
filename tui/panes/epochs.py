"""The epochs of a run, and where there is room its curves beside them."""

from typing import TYPE_CHECKING, Any

from textual.containers import Vertical

from tui.actions.exporting import table_of
from tui.formats import figure
from tui.panes.base import Pane
from tui.panes.curves import draw_plots, plots
from tui.screens.curve_control import CURVE_ACTIONS
from tui.widgets.epochtable import EpochTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.curves.model import CurveView
    from store.compare.table import Table
    from tui.run.view import View
    from tui.widgets.table import LineTable


class EpochsPane(Pane):
    """One line an epoch, growing as they come."""

    NAME = "Epochs"
    DEFAULT_CSS = """
    EpochsPane {
        layout: horizontal;
        & > EpochTable { width: 67; }
    }
    """

    def compose(self) -> "ComposeResult":
        yield EpochTable()
        with Vertical():
            yield from plots()

    def show(self, view: "View") -> None:
        self.query_one(EpochTable).show_epochs(view.history.epochs, view.best)

    def draw(self, view: "View", seen: "CurveView") -> None:
        draw_plots(self, view, seen)

    def detail(self, table: "LineTable[Any]") -> str:
        row = table.current or {}
        return "  ".join(f"{name} {figure(value)}" for name, value in (row.get("metrics") or {}).items())

    def offers(self, action: str) -> bool:
        return action in CURVE_ACTIONS and not self.screen.has_class("-narrow")

    def tables(self) -> "list[Table]":
        return [table_of(self.query_one(EpochTable), "Epochs", name="epochs")]
