"""From curves as measured to a chart as a person wants to see it: smoothed, by time, on a log axis."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite, nan
from operator import is_

from store.compare.curves.model import WEIGHTS, Band, Chart, Curve, CurveView
from store.compare.curves.thinning import thinned

TIME_UNITS = (("seconds", 1.0), ("minutes", 60.0), ("hours", 3600.0), ("days", 86400.0))
FEWEST_UNITS = 3
"""A longer unit is used as soon as training took so many of it."""
MOST_COLUMNS = 1000
"""Parts that long curves are thinned to: no terminal and no page shows more."""


def chart_of(curves: Sequence[Curve], view: CurveView) -> Chart:
    """Return the chart of curves as measured, whose steps are seconds of training where the view is by time."""
    x_title, scaled = _by_unit(curves) if view.by_time else ("epoch", list(curves))
    smoothed = [smooth(curve, WEIGHTS[view.smoothing]) for curve in scaled]
    drawn = [_above_zero(curve) for curve in smoothed] if view.log else smoothed
    short = tuple(thinned(curve, MOST_COLUMNS) for curve in drawn)
    whole = () if all(map(is_, short, drawn)) else tuple(drawn)
    return Chart(short, x_title, view.log, tuple(_notes(smoothed, view)), whole)


def _notes(curves: Sequence[Curve], view: CurveView) -> list[str]:
    notes = []
    if view.smoothing != "none":
        of = " of thinned points" if any(curve.thinned for curve in curves) else ""
        notes.append(f"{view.smoothing} smoothing (EMA {WEIGHTS[view.smoothing]:g}){of}, end values as measured")
    if view.log:
        hidden = sum(value <= 0 for curve in curves for value in curve.values)
        points = "points" if any(curve.thinned for curve in curves) else _counted(hidden, "point")
        notes.append("log axis" + (f" without {points} ≤ 0" if hidden else ""))
    if untimed := sum(curve.untimed for curve in curves):
        notes.append(f"without {_counted(untimed, 'run')} of unknown duration")
    return notes


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _by_unit(curves: Sequence[Curve]) -> tuple[str, list[Curve]]:
    longest = max((curve.steps[-1] for curve in curves if curve.steps), default=0.0)
    name, unit = [(name, unit) for name, unit in TIME_UNITS if longest >= FEWEST_UNITS * unit or unit == 1][-1]
    return name, [replace(curve, steps=[step / unit for step in curve.steps]) for curve in curves]


def smooth(curve: Curve, weight: float) -> Curve:
    """Return a curve whose values, and edges of its band, are averaged over time.

    The band is as wide as before on average: smoothing does not make seeds look more alike than they are.
    """
    if not weight or not curve.values:
        return curve
    band = curve.band and replace(
        curve.band, lows=moving_average(curve.band.lows, weight), highs=moving_average(curve.band.highs, weight)
    )
    return replace(curve, values=moving_average(curve.values, weight), band=band, measured=curve.end)


def moving_average(values: Sequence[float], weight: float) -> list[float]:
    """Return the exponential moving average with its bias corrected (Kingma & Ba 2015), as TensorBoard smooths.

    What is no number stays where it is, and is left out of the average.
    """
    smoothed: list[float] = []
    average, left = 0.0, 1.0
    for value in values:
        if not isfinite(value):
            smoothed.append(value)
            continue
        average = weight * average + (1 - weight) * value
        left *= weight
        smoothed.append(average / (1 - left))
    return smoothed


def _above_zero(curve: Curve) -> Curve:
    """Return a curve with gaps where a log axis has no place for it; a band may reach below the axis."""
    values = [value if value > 0 else nan for value in curve.values]
    band = curve.band and _band_above_zero(curve.band)
    return replace(curve, values=values, band=band, measured=curve.end if curve.values else None)


def _band_above_zero(band: Band) -> Band:
    highs = [high if high > 0 else nan for high in band.highs]
    return replace(band, highs=highs)
