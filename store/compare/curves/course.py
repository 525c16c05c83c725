"""The course of one metric in one run: at which epoch, after how much training, which value."""

from dataclasses import dataclass, field
from math import inf, isfinite, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.epochs import Epochs
    from store.history import Event


@dataclass(slots=True)
class Course:
    """The epochs (counted from 1) that have a metric, the seconds of training until each, and the values."""

    metric: str
    epochs: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    clock: float = 0.0
    """Seconds of training until the newest epoch; NaN once an epoch did not tell how long it took."""
    thinned: bool = False
    """Whether only the first, last and extreme values of each stretch are in it."""

    def extend(self, events: "Iterable[Event]") -> None:
        """Take in further epoch events.

        Each says how long it took itself, through stops and resumes: what passed while the run stood still, and what
        a resume did anew, is in none of them.
        """
        clock, metric = self.clock, self.metric
        add_epoch, add_seconds, add_value = self.epochs.append, self.seconds.append, self.values.append
        for event in events:
            took, metrics = event.get("seconds"), event.get("metrics")
            clock += took if isinstance(took, (int, float)) and 0 <= took < inf else nan
            value = metrics.get(metric) if metrics else None
            if isinstance(value, (int, float)):
                add_epoch(event.get("epoch") or 0)
                add_seconds(clock)
                add_value(value)
        self.clock = clock

    @property
    def is_timed(self) -> bool:
        """Whether all epochs told how long they took."""
        return isfinite(self.clock)

    def steps(self, *, by_time: bool) -> list[int] | list[float]:
        """Return where the values stand: seconds of training, or epochs."""
        return self.seconds if by_time else self.epochs


def course_of(metric: str, events: "Iterable[Event]") -> Course:
    """Return the course of a metric in the epoch events of one run."""
    course = Course(metric)
    course.extend(events)
    return course


def thinned_course(metric: str, epochs: "Epochs") -> Course:
    """Return the course of a metric in a long run, as its points tell it: peaks stay, and it looks the same."""
    points = epochs.blocks.measured(metric)
    steps, seconds, values = points.epochs.tolist(), points.seconds.tolist(), points.values.tolist()
    course = Course(metric, steps, seconds, values, epochs.clock, thinned=True)
    course.extend(epochs.tail)
    return course
