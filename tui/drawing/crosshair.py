"""What a crosshair on a plot stands on: a step, the value of each curve there, and the part of the steps shown."""

from dataclasses import dataclass, field
from math import isfinite, nan
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from store.compare.curves.window import Window, moved_to, nearest, steps_of, zoomed
from tui.formats import NOTHING, figure
from tui.literal import literal
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import Chart, Curve

LONGEST_NAME = 24


class Reading(NamedTuple):
    """What a curve says at a step: its place among the curves, its value (NaN where it has none), its band."""

    curve: int
    value: float
    told: str


@dataclass(slots=True)
class Look:
    """Where somebody looks at a chart: nowhere and at all of it, until keys move it."""

    chart: "Chart"
    at: float | None = None
    """The step of the crosshair."""
    chosen: int = 0
    """The curve that is told of first."""
    window: Window | None = None
    """The part of the steps that is shown; None is all of them."""
    _steps: list[float] = field(default_factory=list)

    @property
    def curves(self) -> "tuple[Curve, ...]":
        """The curves with all of their points, of which drawing the whole takes a few."""
        return self.chart.whole or self.chart.curves

    @property
    def steps(self) -> list[float]:
        """All steps at which there is a point."""
        if not self._steps:
            self._steps = steps_of(self.curves)
        return self._steps

    def take(self, chart: "Chart") -> None:
        """Look at another chart from the same place, unless its steps are measured in something else."""
        if chart.x_title != self.chart.x_title:
            self.at = self.window = None
        self.chart, self._steps = chart, []
        if self.at is not None or self.window:
            self._keep()

    def follow(self, other: "Look") -> None:
        """Look at the steps that somebody looks at in another chart, where its steps are measured alike."""
        if self.chart.x_title == other.chart.x_title:
            self.at, self.window = other.at, other.window
            self._keep()

    def _keep(self) -> None:
        if not self.steps:
            self.at = self.window = None
        elif self.at is not None:
            self.at = self.steps[nearest(self.steps, self.at)]
        if self.window and not self.steps[0] <= self.window.left < self.window.right <= self.steps[-1]:
            self.window = None

    def move(self, points: int) -> None:
        """Move the crosshair; without one it appears at the end that it would come from."""
        if not self.steps:
            return
        if self.at is None:
            shown = self._shown
            self.at = self.steps[nearest(self.steps, shown.right if points <= 0 else shown.left)]
        else:
            place = nearest(self.steps, self.at) + points
            self.at = self.steps[max(0, min(place, len(self.steps) - 1))]
        self._follow()

    def go(self, *, last: bool) -> None:
        """Put the crosshair on the first point, or the last."""
        if self.steps:
            self.at = self.steps[-1 if last else 0]
            self._follow()

    def choose(self, curves: int) -> None:
        """Tell of another curve first."""
        self.chosen = (self.chosen + curves) % max(len(self.curves), 1)

    def zoom(self, *, nearer: bool) -> None:
        """Show fewer steps round the crosshair, or the middle, or more of them."""
        if len(self.steps) > 1:
            shown = self._shown
            at = (shown.left + shown.right) / 2 if self.at is None else self.at
            found = zoomed(self.steps, shown, at, nearer=nearer)
            self.window = None if found == Window(self.steps[0], self.steps[-1]) else found

    @property
    def _shown(self) -> Window:
        return self.window or Window(self.steps[0], self.steps[-1])

    def _follow(self) -> None:
        if self.window and self.at is not None:
            self.window = moved_to(self.steps, self.window, self.at)

    def readings(self) -> list[Reading]:
        """Return what the curves say where the crosshair stands, the chosen one first."""
        if self.at is None:
            return []
        found = [self._reading(place) for place in range(len(self.curves))]
        first = self.chosen % max(len(found), 1)
        return [*found[first:], *found[:first]]

    def _reading(self, number: int) -> Reading:
        curve, at = self.curves[number], self.at or 0.0
        place = nearest(curve.steps, at)
        if not _stands_at(curve, place, at, whole=self.chart.x_title == "epoch"):
            return Reading(number, nan, NOTHING)
        value = curve.values[place]
        about = "~" if curve.thinned and curve.steps[place] != at else ""
        told = about + figure(value) if isfinite(value) else NOTHING
        return Reading(number, value, told + (band_told(curve, place) if isfinite(value) else ""))


def _stands_at(curve: "Curve", place: int, at: float, *, whole: bool) -> bool:
    """Say whether a curve has a value at a step.

    The nearest counts by time, where each run has moments of its own, and of a long run, which has some points only.
    """
    if not curve.values:
        return False
    exact = whole and not curve.thinned
    return curve.steps[place] == at if exact else curve.steps[0] <= at <= curve.steps[-1]


def band_told(curve: "Curve", place: int) -> str:
    """Return how wide the band is at a point: ` ± 0.0100`, or from where to where two seeds reach."""
    if curve.band is None:
        return ""
    low, high = curve.band.lows[place], curve.band.highs[place]
    if not (isfinite(low) and isfinite(high)):
        return ""
    return f" ({figure(low)} to {figure(high)})" if curve.band.is_range else f" ± {figure((high - low) / 2)}"


def step_told(step: float, x_title: str) -> str:
    """Return a step with its unit: `epoch 12`, `3.5 minutes`."""
    text = str(int(step)) if step == int(step) else f"{step:.4g}"
    return f"epoch {text}" if x_title == "epoch" else f"{text} {x_title}"


def told(look: Look, title: str, width: int) -> "list[tuple[str, int | None]]":
    """Return the line that tells what the crosshair stands on, in parts with the number of their curve.

    What does not fit is counted at the end.
    """
    readings = look.readings()
    parts: list[tuple[str, int | None]] = [(f"{step_told(look.at or 0.0, look.chart.x_title)}  ", None)]
    texts = [(f"{short(look.curves[one.curve].label)} {one.told}  ", one.curve) for one in readings]
    head = f"{title}  "
    if sum(cell_len(text) for text, _ in (*parts, *texts)) + cell_len(head) <= width:
        parts.insert(0, (head, None))
    return _fitting(parts, texts, width)


def _fitting(
    parts: "list[tuple[str, int | None]]", texts: "Sequence[tuple[str, int]]", width: int
) -> "list[tuple[str, int | None]]":
    used = sum(cell_len(text) for text, _ in parts)
    for place, (text, curve) in enumerate(texts):
        left = len(texts) - place - 1
        needed = cell_len(text + f"+{left} more" if left else text.rstrip())
        if used + needed > width and place:
            return [*parts, (f"+{left + 1} more", None)]
        parts.append((text, curve))
        used += cell_len(text)
    return parts


def short(label: str) -> str:
    """Return a curve's name, cut where it is long."""
    name = literal(label)
    return name if cell_len(name) <= LONGEST_NAME else padded(name, LONGEST_NAME)
