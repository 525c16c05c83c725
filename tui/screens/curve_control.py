"""How curves are seen: the keys that smooth them and change their axes, the same for every metric of a screen."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widget import Widget

from store.compare.curves.model import CurveView
from tui.screens.base import BackslideScreen
from tui.widgets.plot import Plot

if TYPE_CHECKING:
    from textual.binding import BindingType


CURVE_ACTIONS = frozenset({"smoothing", "time", "log"})


class CurveControl(BackslideScreen[None]):
    """A screen with curves: it keeps how they are seen, and draws them anew when that changes."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "S",
            "smoothing",
            "Smooth",
            tooltip="Smooth the curves: not, lightly, strongly",
            id="curves.smoothing",
            show=False,
        ),
        Binding(
            "X",
            "time",
            "Epochs or time",
            tooltip="Draw by epochs, or by time of training",
            id="curves.time",
            show=False,
        ),
        Binding("Y", "log", "Log axis", tooltip="Draw on a log axis, or a plain one", id="curves.log", show=False),
    ]
    curve_view = CurveView()

    def draw_curves(self) -> None:
        """Draw the curves as `curve_view` says, and show them where they were hidden."""
        raise NotImplementedError

    def action_smoothing(self) -> None:
        self._see(self.curve_view.with_next_smoothing())

    def action_time(self) -> None:
        self._see(replace(self.curve_view, by_time=not self.curve_view.by_time))

    def action_log(self) -> None:
        self._see(replace(self.curve_view, log=not self.curve_view.log))

    def on_plot_looked(self, message: Plot.Looked) -> None:
        """Lead plots that stand side by side together."""
        beside = message.plot.parent
        for plot in beside.query(Plot) if isinstance(beside, Widget) else ():
            if plot is not message.plot:
                plot.look_like(message.plot)

    def _see(self, view: CurveView) -> None:
        self.curve_view = view
        self.draw_curves()
