"""The courses of a run's metrics, read off its history once and then only further."""

from typing import TYPE_CHECKING

from store.figures import better

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.history import History

Course = tuple[list[int], list[float]]
"""Epochs, counted from 1, and the values at them."""


class Courses:
    """Keeps the courses of a few metrics. History may grow by a hundred thousand epochs; each is looked at once."""

    def __init__(self, history: "History", metrics: "Iterable[str]") -> None:
        self._history = history
        self._courses: dict[str, Course] = {name: ([], []) for name in metrics}
        self._read = self._superseded = 0

    def of(self, metric: str) -> Course:
        """Return a metric's course so far."""
        self._catch_up()
        return self._courses.get(metric, ([], []))

    def best(self, metric: str) -> int | None:
        """Return the epoch with the best value, the earliest of equals."""
        steps, values = self.of(metric)
        if not values:
            return None
        return steps[values.index(min(values) if better(metric) == "min" else max(values))]

    def _catch_up(self) -> None:
        epochs, superseded = self._history.epochs, len(self._history.superseded)
        if superseded != self._superseded:
            self._courses = {name: ([], []) for name in self._courses}
            self._read, self._superseded = 0, superseded
        for event in epochs[self._read :]:
            metrics = event.get("metrics") or {}
            for name, (steps, values) in self._courses.items():
                value = metrics.get(name)
                if isinstance(value, (int, float)):
                    steps.append(event.get("epoch") or 0)
                    values.append(value)
        self._read = len(epochs)
