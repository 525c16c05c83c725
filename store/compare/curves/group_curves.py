"""The curves of a comparison's groups, each worked out once it is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from store.compare.curves.chart import chart_of
from store.compare.curves.seeds import Seeds, curve_metrics, mean_curves

if TYPE_CHECKING:
    from store.compare.curves.model import Chart, Curve, CurveView


class GroupCurves:
    """Makes charts of what groups had been measured to do by one moment."""

    def __init__(self, groups: Sequence[Seeds] = ()) -> None:
        self._groups = groups
        self.metrics = curve_metrics(groups)
        """What can be drawn, in the usual order."""
        self._means: dict[tuple[str, bool], tuple[Curve, ...]] = {}
        """Curves as measured, by metric and by whether their steps are times."""

    def chart(self, metric: str, view: "CurveView") -> "Chart":
        """Return the chart of a metric; thousands of runs take a moment the first time."""
        wanted = metric, view.by_time
        if wanted not in self._means:
            self._means[wanted] = mean_curves(metric, self._groups, by_time=view.by_time)
        return chart_of(self._means[wanted], view)
