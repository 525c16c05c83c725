"""Long curves made as short as what draws them can show."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite, nan

from store.compare.curves.model import Curve

KEPT = 4
"""Points that are kept of each column: the first, the lowest, the highest and the last."""


def thinned(curve: Curve, columns: int) -> Curve:
    """Return a curve of at most four points in each of `columns` parts, alike to look at; peaks and the end stay."""
    count = len(curve.values)
    if count <= columns * KEPT:
        return curve
    bounds = [column * count // columns for column in range(columns + 1)]
    parts = [slice(start, end) for start, end in pairwise(bounds)]
    values = [value for part in parts for value in _extremes(curve.values[part])]
    steps = [curve.steps[part.start] for part in parts for _ in range(KEPT)]
    steps[-1] = curve.steps[-1]
    band = curve.band and replace(
        curve.band,
        lows=[min(_finite(curve.band.lows[part]), default=nan) for part in parts for _ in range(KEPT)],
        highs=[max(_finite(curve.band.highs[part]), default=nan) for part in parts for _ in range(KEPT)],
    )
    return replace(curve, steps=steps, values=values, band=band, measured=curve.end)


def _extremes(values: Sequence[float]) -> tuple[float, float, float, float]:
    known = _finite(values)
    return (known[0], min(known), max(known), known[-1]) if known else (nan, nan, nan, nan)


def _finite(values: Sequence[float]) -> Sequence[float]:
    """Return the values that are numbers; mostly all are, which their sum tells soonest."""
    return values if isfinite(sum(values)) else [value for value in values if isfinite(value)]
