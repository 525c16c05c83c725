"""Curves of groups, worked out when they are asked for."""

import pytest

from store.compare.curves import group_curves
from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.model import CurveView
from store.compare.curves.seeds import Seeds, mean_curves

RUN = tuple({"epoch": number, "seconds": 60.0, "metrics": {"val.loss": 1 / number}} for number in range(1, 9))
GROUPS = (Seeds("baseline", (RUN, RUN, RUN)), Seeds("tuned", (RUN,)))


def test_only_what_is_asked_for_is_worked_out_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def counted(metric: str, groups: tuple[Seeds, ...], *, by_time: bool) -> object:
        asked.append((metric, by_time))
        return mean_curves(metric, groups, by_time=by_time)

    monkeypatch.setattr(group_curves, "mean_curves", counted)
    curves = GroupCurves(GROUPS)
    assert curves.metrics == ("val.loss",)
    assert not asked
    for view in (CurveView(), CurveView(log=True), CurveView("strong"), CurveView(by_time=True)):
        curves.chart("val.loss", view)
    assert asked == [("val.loss", False), ("val.loss", True)]


def test_a_chart_has_a_curve_for_each_group_and_follows_the_view() -> None:
    chart = GroupCurves(GROUPS).chart("val.loss", CurveView(by_time=True))
    assert [(curve.label, curve.tone, curve.band is None) for curve in chart.curves] == [
        ("baseline", 0, False),
        ("tuned", 1, True),
    ]
    assert (chart.x_title, chart.curves[1].steps[-1]) == ("minutes", 8.0)
