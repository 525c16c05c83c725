"""How fast a run was, epoch by epoch: of a long one a few thousand epochs, picked evenly."""

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from store.compare.curves.chart import chart_of
from store.compare.curves.model import Chart, Curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import CurveView
    from store.history import Event

WHOLE = 100
"""Images a second from which on their fractions say nothing."""
MOST = 2000
"""Epochs that are looked at, at most."""


@dataclass(slots=True)
class Pace:
    """Figures of epochs: their numbers, images a second, seconds, and the device's peak of memory so far."""

    epochs: list[int] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    """Seconds of training until each."""
    peak: float | None = None
    _picked: int = 0
    _stride: int = 1
    _newest: "Event | None" = None

    def catch_up(self, events: "Sequence[Event]") -> None:
        """Take in epochs that are new; all anew where some were taken back."""
        stride = self._stride
        while len(events) // stride > MOST:
            stride *= 2
        at = (self._picked - 1) * self._stride
        if stride != self._stride or (self._picked and (at >= len(events) or events[at] != self._newest)):
            self._begin(stride)
        for place in range(self._picked * stride, len(events), stride):
            self._take(events[place])

    def _begin(self, stride: int) -> None:
        self.epochs, self.speeds, self.seconds, self.clock = [], [], [], []
        self.peak, self._picked, self._stride, self._newest = None, 0, stride, None

    def _take(self, event: "Event") -> None:
        self._picked, self._newest = self._picked + 1, event
        speed, seconds = _number(event.get("images_per_second")), _number(event.get("seconds"))
        peak = _number(event.get("peak_memory"))
        self.peak = peak if self.peak is None else max(self.peak, peak or 0.0)
        if speed is None or seconds is None:
            return
        self.epochs.append(event.get("epoch") or 0)
        self.speeds.append(speed if speed < WHOLE else round(speed))
        self.seconds.append(seconds)
        self.clock.append((self.clock[-1] if self.clock else 0.0) + seconds * self._stride)

    def chart(self, view: "CurveView") -> Chart:
        """Return the curve of images a second."""
        steps: Sequence[float] = self.clock if view.by_time else self.epochs
        return chart_of([Curve("images/s", steps, self.speeds)] if self.speeds else [], view)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and isfinite(value) and value >= 0 else None
