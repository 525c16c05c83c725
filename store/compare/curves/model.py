"""What is drawn: curves with their bands, how a person wants to see them, and what is to be said of them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Smoothing = Literal["none", "light", "strong"]
WEIGHTS: dict[Smoothing, float] = {"none": 0.0, "light": 0.6, "strong": 0.9}
"""How much of the average so far each step keeps."""


@dataclass(frozen=True, slots=True)
class Band:
    """How far seeds spread round their mean, at each step of a curve; NaN where fewer than two have a value."""

    lows: "Sequence[float]"
    highs: "Sequence[float]"
    is_range: bool = False
    """Whether it goes from the lowest to the highest of two seeds, and not a standard deviation to either side."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: its label, and its points by step (an epoch, say). NaN leaves a gap."""

    label: str
    steps: "Sequence[float]"
    values: "Sequence[float]"
    tone: int = 0
    """Picks one of the series' colours, from 0."""
    band: Band | None = None
    measured: float | None = None
    """The last value before any smoothing; None where that is the last of `values`."""
    untimed: int = 0
    """Runs that are not in it, as they do not say how long their epochs took."""
    goes_on: bool = False
    """Whether this is a part of a curve that goes on behind it."""
    thinned: bool = False
    """Whether only the first, last and extreme values of each stretch were there to draw it."""

    @property
    def end(self) -> float:
        """The value that the label at the curve's end shows: as measured, never a smoothed one."""
        return self.values[-1] if self.measured is None else self.measured


@dataclass(frozen=True, slots=True)
class CurveView:
    """How curves are to be seen, whatever their metric."""

    smoothing: Smoothing = "none"
    log: bool = False
    by_time: bool = False

    def with_next_smoothing(self) -> "CurveView":
        """Return the view with the next stronger smoothing, none after the strongest."""
        names = list(WEIGHTS)
        return replace(self, smoothing=names[(names.index(self.smoothing) + 1) % len(names)])


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves as they are to be drawn, and what is to be said beside them."""

    curves: tuple[Curve, ...] = ()
    x_title: str = "epoch"
    log: bool = False
    notes: tuple[str, ...] = ()
    """How the curves are shown and what of them is left out; nothing where they are as measured, and whole."""
    whole: tuple[Curve, ...] = ()
    """The curves with all of their points, where `curves` have fewer."""

    @property
    def spread(self) -> str:
        """What curve and band of a group are, in words; nothing where there is no curve."""
        kinds = {curve.band.is_range for curve in self.curves if curve.band}
        if not kinds:
            return "one seed each" if any(curve.values for curve in self.curves) else ""
        if kinds == {True}:
            return "mean and range of 2 seeds"
        return "mean ± standard deviation over seeds" + (" (range where there are 2)" if True in kinds else "")
