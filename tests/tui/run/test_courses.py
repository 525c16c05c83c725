"""Courses of metrics follow the history, also where it takes epochs back."""

from typing import Any

from store.history import History
from tui.run.courses import Courses


def epoch(number: int, accuracy: float | None) -> dict[str, Any]:
    return {"kind": "epoch", "epoch": number, "metrics": {"val.accuracy": accuracy, "val.loss": 1.0 - (accuracy or 0)}}


def course_in(courses: Courses) -> tuple[list[int], list[float]]:
    course = courses.of("val.accuracy")
    return course.epochs, course.values


def test_courses_grow_with_the_history() -> None:
    history = History()
    courses = Courses(history, ["val.accuracy", "val.loss"])
    assert courses.of("val.accuracy").values == []
    assert courses.best("val.accuracy") is None
    history.add(epoch(1, 0.5))
    history.add(epoch(2, None))
    assert course_in(courses) == ([1], [0.5])
    history.add(epoch(3, 0.9))
    history.add(epoch(4, 0.9))
    assert course_in(courses) == ([1, 3, 4], [0.5, 0.9, 0.9])
    assert (courses.best("val.accuracy"), courses.best("val.loss")) == (3, 3)


def test_epochs_that_a_resume_took_back_are_gone_though_their_number_is_the_same() -> None:
    history = History()
    courses = Courses(history, ["val.accuracy"])
    history.add(epoch(1, 0.5))
    history.add(epoch(2, 0.6))
    assert courses.of("val.accuracy").values == [0.5, 0.6]
    history.add({"kind": "resumed", "epoch": 1, "step": 0})
    history.add(epoch(2, 0.7))
    assert course_in(courses) == ([1, 2], [0.5, 0.7])


def test_a_metric_that_was_not_asked_for_has_no_course() -> None:
    history = History()
    history.add(epoch(1, 0.5))
    assert Courses(history, []).of("val.accuracy").values == []
