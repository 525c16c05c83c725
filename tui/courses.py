"""The courses of a run's metrics, read off its history once and then only further."""

from typing import TYPE_CHECKING

from store.compare.curves.course import Course
from store.figures import better

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.history import History


class Courses:
    """Keeps the courses of a few metrics. History may grow by a hundred thousand epochs; each is looked at once."""

    def __init__(self, history: "History", metrics: "Iterable[str]") -> None:
        self._history = history
        self._courses = {name: Course(name) for name in metrics}
        self._read = self._superseded = 0

    def of(self, metric: str) -> Course:
        """Return a metric's course so far."""
        self._catch_up()
        return self._courses.get(metric) or Course(metric)

    def best(self, metric: str) -> int | None:
        """Return the epoch with the best value, the earliest of equals."""
        course = self.of(metric)
        if not course.values:
            return None
        best = min if better(metric) == "min" else max
        return course.epochs[course.values.index(best(course.values))]

    def _catch_up(self) -> None:
        epochs, superseded = self._history.epochs, len(self._history.superseded)
        if superseded != self._superseded:
            self._courses = {name: Course(name) for name in self._courses}
            self._read, self._superseded = 0, superseded
        if self._read < len(epochs):
            new = epochs[self._read :]
            for course in self._courses.values():
                course.extend(new)
            self._read = len(epochs)
