"""Curves as a drawing for documents: SVG, made of text alone, the same for the same curves."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from math import isfinite

from store.compare.curves.axes import Range, range_of, step_ticks, value_ticks, why_empty
from store.compare.curves.model import Curve
from store.compare.curves.palette import ON_LIGHT, SERIES
from store.compare.curves.thinning import thinned
from store.compare.text import cut
from store.visible import visible

WIDTH, HEIGHT = 760, 360
LEFT, TOP, BOTTOM = 64, 52, 44
"""Room for the marks of the values, for title and notes, for the steps."""
LEGEND = 200
LINE = 20
"""Distance of lines of text."""
LONGEST_LABEL, LONGEST_LINE = 22, 104
"""Characters of a curve's name, and of title and notes, that have room."""
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "12 4")
"""How lines are broken, so that none needs its colour to be told."""
INK, FAINT = "#1c2530", "#dfe3e8"
TEXT = "font-family='sans-serif' font-size='12'"

Point = tuple[float, float]


def curves_svg(
    title: str, curves: Sequence[Curve], *, x_title: str = "epoch", log: bool = False, notes: Sequence[str] = ()
) -> str:
    """Return a drawing of curves with their bands, axes and a legend, on white; texts are shown literally.

    `notes` stand under the title: what the bands are, say, and how the curves were smoothed.
    """
    height = max(HEIGHT, TOP + BOTTOM + LINE * len(curves))
    shown = range_of(curves, log=log)
    if shown is None:
        drawn = [f"<text x='{LEFT}' y='{height // 2}'>{why_empty(curves, log=log)}</text>"]
    else:
        paper, short = _Paper(shown, height), [thinned(curve, WIDTH) for curve in curves]
        drawn = [*paper.axes(x_title), *paper.bands(short), *paper.lines(short), *_legend(short)]
    return "\n".join([*_head(_shown(title, LONGEST_LINE), notes, height), *drawn, "</svg>", ""])


def _head(title: str, notes: Sequence[str], height: int) -> Iterator[str]:
    size = f"viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}'"
    yield f"<svg xmlns='http://www.w3.org/2000/svg' {size} role='img' {TEXT} fill='{INK}'>"
    yield f"<title>{title}</title>"
    yield f"<rect width='{WIDTH}' height='{height}' fill='#ffffff'/>"
    yield f"<text x='8' y='20' font-size='14' font-weight='bold'>{title}</text>"
    yield f"<text x='8' y='38' fill-opacity='0.75'>{_shown(' · '.join(notes), LONGEST_LINE)}</text>"


class _Paper:
    """The part of the drawing that the curves lie in."""

    def __init__(self, shown: Range, height: int) -> None:
        self.shown, self.height = shown, height
        self.right, self.bottom = WIDTH - LEGEND, height - BOTTOM

    def place(self, step: float, value: float) -> Point:
        across, up = self.shown.across(step), max(0.0, min(self.shown.up(value), 1.0))
        return LEFT + across * (self.right - LEFT), self.bottom - up * (self.bottom - TOP)

    def axes(self, x_title: str) -> Iterator[str]:
        shown = self.shown
        for value in value_ticks(shown, 6):
            _, y = self.place(shown.left, value)
            yield f"<line x1='{LEFT}' y1='{y:.1f}' x2='{self.right}' y2='{y:.1f}' stroke='{FAINT}'/>"
            yield f"<text x='{LEFT - 6}' y='{y + 4:.1f}' text-anchor='end'>{value:.6g}</text>"
        for step in step_ticks(shown, 8, whole=x_title == "epoch"):
            x, _ = self.place(step, shown.low)
            yield f"<line x1='{x:.1f}' y1='{self.bottom}' x2='{x:.1f}' y2='{self.bottom + 4}' stroke='{INK}'/>"
            yield f"<text x='{x:.1f}' y='{self.bottom + 17}' text-anchor='middle'>{step:.6g}</text>"
        middle = (LEFT + self.right) // 2
        yield f"<path d='M{LEFT} {TOP}V{self.bottom}H{self.right}' fill='none' stroke='{INK}'/>"
        yield f"<text x='{middle}' y='{self.bottom + 36}' text-anchor='middle'>{_shown(x_title, LONGEST_LABEL)}</text>"

    def bands(self, curves: Sequence[Curve]) -> Iterator[str]:
        """Yield an area for each unbroken part of each band, those of the first curve on top."""
        for curve in reversed(curves):
            if curve.band is None:
                continue
            edges = list(zip(curve.steps, curve.band.lows, curve.band.highs, strict=True))
            for part in _unbroken(edges):
                around = [self.place(step, high) for step, _, high in part]
                around += [self.place(step, low) for step, low, _ in reversed(part)]
                yield f"<path d='{_path(around)}Z' fill='{_colour(curve)}' fill-opacity='0.15'/>"

    def lines(self, curves: Sequence[Curve]) -> Iterator[str]:
        """Yield a line for each unbroken part of each curve, those of the first on top; a dot for a single point."""
        for curve in reversed(curves):
            for part in _unbroken(list(zip(curve.steps, curve.values, strict=True))):
                points = [self.place(step, value) for step, value in part]
                if len(points) == 1:
                    yield f"<circle cx='{points[0][0]:.1f}' cy='{points[0][1]:.1f}' r='2.5' fill='{_colour(curve)}'/>"
                else:
                    yield f"<path d='{_path(points)}' {_stroke(curve)}/>"


def _unbroken(points: Sequence[tuple[float, ...]]) -> Iterator[list[tuple[float, ...]]]:
    """Yield the parts without a gap: points one after another that have all their numbers."""
    for known, part in groupby(points, key=lambda point: all(map(isfinite, point))):
        if known:
            yield list(part)


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _legend(curves: Sequence[Curve]) -> Iterator[str]:
    x = WIDTH - LEGEND + 14
    for number, curve in enumerate(curves):
        y = TOP + 6 + LINE * number
        value = f" {curve.end:.3g}" if curve.values else ""
        yield f"<path d='M{x} {y}H{x + 26}' {_stroke(curve)}/>"
        yield f"<text x='{x + 32}' y='{y + 4}'>{_shown(curve.label, LONGEST_LABEL)}{value}</text>"


def _stroke(curve: Curve) -> str:
    dashes = DASHES[(curve.tone + curve.tone // SERIES) % len(DASHES)]
    broken = f" stroke-dasharray='{dashes}'" if dashes else ""
    return f"fill='none' stroke='{_colour(curve)}' stroke-width='1.8' stroke-linejoin='round'{broken}"


def _colour(curve: Curve) -> str:
    return ON_LIGHT[curve.tone % SERIES]


def _shown(text: str, longest: int) -> str:
    return escape(cut(visible(text), longest))
