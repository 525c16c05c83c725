"""The curves of a run, alone and large."""

from typing import TYPE_CHECKING

from tui.panes.base import Pane
from tui.run.view import PLOTTED
from tui.screens.curve_control import CURVE_ACTIONS
from tui.widgets.plot import Plot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.widget import Widget

    from store.compare.curves.model import CurveView
    from tui.run.view import View


class CurvesPane(Pane):
    """Accuracy and loss on validation and training."""

    NAME = "Curves"

    def compose(self) -> "ComposeResult":
        yield from plots()

    def draw(self, view: "View", seen: "CurveView") -> None:
        draw_plots(self, view, seen)

    def offers(self, action: str) -> bool:
        return action in CURVE_ACTIONS


def plots() -> "Iterator[Plot]":
    """Return a plot for each quantity of a run that has curves."""
    return (Plot(quantity.title(), id=quantity) for quantity in PLOTTED)


def draw_plots(pane: "Widget", view: "View", seen: "CurveView") -> None:
    """Draw these plots anew."""
    for quantity in PLOTTED:
        pane.query_one(f"#{quantity}", Plot).show(view.chart(quantity, seen))
