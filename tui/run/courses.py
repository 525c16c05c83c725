"""The courses of a run's metrics, read off its history once and then only further."""

from typing import TYPE_CHECKING

from store.compare.curves.course import Course, thinned_course
from store.figures import better

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.history import History


class Courses:
    """Keeps the courses of a few metrics. Of a short run each epoch is looked at once, of a long one its points are."""

    def __init__(self, history: "History", metrics: "Iterable[str]") -> None:
        self._history = history
        self._courses = {name: Course(name) for name in metrics}
        self._read = self._taken_back = 0

    def of(self, metric: str) -> Course:
        """Return a metric's course so far."""
        self._catch_up()
        return self._courses.get(metric) or Course(metric)

    def sampled(self, metric: str) -> "Sequence[float]":
        """Return values at even distances: all of a short run."""
        epochs = self._history.epochs
        return epochs.sampled(metric) if epochs.is_long else self.of(metric).values

    def best(self, metric: str) -> int | None:
        """Return the epoch with the best value, the earliest of equals."""
        course = self.of(metric)
        if not course.values:
            return None
        best = min if better(metric) == "min" else max
        return course.epochs[course.values.index(best(course.values))]

    def _catch_up(self) -> None:
        epochs, taken_back = self._history.epochs, self._history.taken_back
        if (len(epochs), taken_back) == (self._read, self._taken_back):
            return
        if epochs.is_long:
            self._courses = {name: thinned_course(name, epochs) for name in self._courses}
        else:
            self._extend(anew=taken_back != self._taken_back)
        self._read, self._taken_back = len(epochs), taken_back

    def _extend(self, *, anew: bool) -> None:
        if anew:
            self._courses, self._read = {name: Course(name) for name in self._courses}, 0
        new = self._history.epochs[self._read :]
        for course in self._courses.values():
            course.extend(new)
