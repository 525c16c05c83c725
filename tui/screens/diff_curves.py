"""The curves of a comparison: which metric is drawn, worked out in a thread once somebody looks at it."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.message import Message

from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.model import Chart, CurveView
from tui.screens.curve_control import CurveControl
from tui.widgets.plot import Plot

if TYPE_CHECKING:
    from textual.binding import BindingType

FIRST_METRIC = "val.accuracy"
HIDDEN, LARGE = "-without-curves", "-large-curves"


class DiffCurves(CurveControl):
    """Draws one metric of several groups in the screen's plot; hidden curves are not worked out."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("m", "metric(1)", "Metric", tooltip="Draw the curves of the next metric", id="diff.metric", show=False),
        Binding("M", "metric(-1)", "Metric before", tooltip="Draw those of the one before", id="diff.back", show=False),
        Binding("c", "curves", "Curves", tooltip="Show the curves, or hide them", id="diff.curves", show=False),
    ]

    class Drawn(Message):
        """A chart has been worked out."""

        def __init__(self, chart: Chart, *asked_for: object) -> None:
            super().__init__()
            self.chart, self.asked_for = chart, asked_for

    def __init__(self) -> None:
        super().__init__()
        self.curves = GroupCurves()
        self.metric = FIRST_METRIC

    def show_curves(self, curves: GroupCurves) -> None:
        """Draw these from now on."""
        self.curves = curves
        if self.metric not in curves.metrics:
            self.metric = next(iter(curves.metrics), FIRST_METRIC)
        self._draw()

    def draw_curves(self) -> None:
        if not self.has_class(LARGE):
            self.remove_class(HIDDEN)
        self._draw()

    def show_large(self, *, large: bool) -> None:
        """Let the curves have the whole screen, or put them back under the table, or out of sight."""
        self.set_class(large, LARGE)
        self.query_one(Plot).can_focus = large
        self._draw()

    def action_metric(self, steps: int) -> None:
        names = self.curves.metrics
        if names:
            self.metric = names[(names.index(self.metric) + steps) % len(names)]
            self.draw_curves()

    def action_curves(self) -> None:
        self.toggle_class(HIDDEN)
        self._draw()

    def _draw(self) -> None:
        if self.has_class(LARGE) or not self.has_class(HIDDEN):
            self._work_out(self.curves, self.metric, self.curve_view)

    @work(thread=True, group="curves")
    def _work_out(self, curves: GroupCurves, metric: str, view: CurveView) -> None:
        self.post_message(self.Drawn(curves.chart(metric, view), curves, metric, view))

    def on_diff_curves_drawn(self, event: Drawn) -> None:
        if event.asked_for == (self.curves, self.metric, self.curve_view):
            self.query_one(Plot).show(event.chart, ", ".join(filter(None, (self.metric, event.chart.spread))))
