"""How fast a run was, epoch by epoch; of a long run, epochs at even distances and those that have come since."""

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from store.compare.curves.chart import chart_of
from store.compare.curves.model import Chart, Curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import CurveView
    from store.history import Event, History

WHOLE = 100
"""Images a second from which on their fractions say nothing."""


@dataclass(slots=True)
class Pace:
    """Figures of epochs: their numbers, images a second, seconds, and the device's peak of memory so far."""

    epochs: list[int] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    """Seconds of training until each."""
    peak: float | None = None
    _read: int = 0
    """Epochs that have been taken in."""
    _state: tuple[int, int] = (0, 0)
    """Epochs that lie in the file alone, and epochs that were taken back, when that was done."""

    def catch_up(self, history: "History") -> None:
        """Take in epochs that are new; all anew where some were taken back."""
        epochs, state = history.epochs, (history.epochs.in_blocks, history.taken_back)
        if state != self._state:
            self.epochs, self.speeds, self.seconds, self.clock = [], [], [], []
            self.peak, self._read, self._state = None, 0, state
        if epochs.is_long and not self._read:
            for event in epochs.spaced():
                self._take(event, anew=False)
            self._read = len(epochs) - 1
        for place in range(self._read, len(epochs)):
            self._take(epochs[place], anew=True)
        self._read = len(epochs)

    def _take(self, event: "Event", *, anew: bool) -> None:
        """Take in an epoch; one of those at even distances tells the seconds of all since the one before."""
        speed, seconds = _number(event.get("images_per_second")), _number(event.get("seconds"))
        peak, number = _number(event.get("peak_memory")), event.get("epoch") or 0
        if peak is not None:
            self.peak = max(self.peak or 0.0, peak)
        since = number - (self.epochs[-1] if self.epochs else 0)
        if speed is None or seconds is None or since < 1:
            return
        each = seconds if anew else seconds / since
        self.epochs.append(number)
        self.speeds.append(speed if speed < WHOLE else round(speed))
        self.seconds.append(each)
        self.clock.append((self.clock[-1] if self.clock else 0.0) + each * since)

    def chart(self, view: "CurveView") -> Chart:
        """Return the curve of images a second."""
        steps: Sequence[float] = self.clock if view.by_time else self.epochs
        return chart_of([Curve("images/s", steps, self.speeds)] if self.speeds else [], view)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and isfinite(value) and value >= 0 else None
