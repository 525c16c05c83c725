"""The course of a metric: epochs, seconds of training, values."""

from math import isnan
from typing import Any

import pytest

from store.compare.curves.course import Course, course_of
from store.history import History


def epoch(number: int, value: float | None, seconds: Any = 2.0, t: float = 0.0) -> dict[str, Any]:
    metrics = {} if value is None else {"val.loss": value}
    return {"kind": "epoch", "t": t, "epoch": number, "seconds": seconds, "metrics": metrics}


def test_seconds_add_up_also_over_epochs_without_the_metric() -> None:
    course = course_of("val.loss", [epoch(1, 0.5), epoch(2, None, 3.0), epoch(3, 0.25, 1.5)])
    assert (course.epochs, course.seconds, course.values) == ([1, 3], [2.0, 6.5], [0.5, 0.25])
    assert course.steps(by_time=True) == [2.0, 6.5]
    assert course.steps(by_time=False) == [1, 3]


def test_hours_that_a_run_stood_still_and_epochs_that_a_resume_took_back_are_no_training() -> None:
    history = History()
    for event in (
        {"kind": "started", "t": 0.0},
        epoch(1, 0.5, t=2.0),
        epoch(2, 0.4, t=4.0),
        {"kind": "started", "t": 50_000.0},
        {"kind": "resumed", "t": 50_001.0, "epoch": 1, "step": 0},
        epoch(2, 0.3, 2.5, t=50_004.0),
    ):
        history.add(event)
    course = course_of("val.loss", history.epochs)
    assert (course.seconds, course.values) == ([2.0, 4.5], [0.5, 0.3])


@pytest.mark.parametrize("seconds", [None, "long", -1.0, float("inf"), float("nan")])
def test_an_epoch_that_does_not_tell_how_long_it_took_leaves_the_run_untimed(seconds: Any) -> None:
    course = course_of("val.loss", [epoch(1, 0.5), epoch(2, 0.4, seconds), epoch(3, 0.3)])
    assert not course.is_timed
    assert course.seconds[0] == 2.0
    assert all(map(isnan, course.seconds[1:]))
    assert course.values == [0.5, 0.4, 0.3]


def test_a_course_grows_as_if_it_had_been_read_at_once() -> None:
    events = [epoch(number, number / 10) for number in range(1, 6)]
    course = Course("val.loss")
    course.extend(events[:2])
    course.extend(events[2:])
    assert course == course_of("val.loss", events)
