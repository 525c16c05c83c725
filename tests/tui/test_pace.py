"""How fast a run was, epoch by epoch."""

from typing import Any

import pytest

from store.compare.curves.model import CurveView
from tui.pace import MOST, Pace


def epochs(first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"epoch": epoch, "seconds": 2.0, "images_per_second": 100.0 + epoch} | more for epoch in range(first, last + 1)
    ]


def test_epochs_are_taken_in_once_as_they_come() -> None:
    events, pace = epochs(1, 3), Pace()
    pace.catch_up(events)
    pace.catch_up(events)
    events += epochs(4, 5, peak_memory=7.0)
    pace.catch_up(events)
    assert (pace.epochs, pace.speeds[-1], pace.clock[-1], pace.peak) == ([1, 2, 3, 4, 5], 105.0, 10.0, 7.0)


def test_what_was_taken_back_is_taken_in_anew() -> None:
    pace = Pace()
    pace.catch_up(epochs(1, 5))
    pace.catch_up(epochs(1, 3))
    assert pace.epochs == [1, 2, 3]
    pace.catch_up([*epochs(1, 2), *epochs(3, 3, images_per_second=7.0)])
    assert pace.speeds == [101.0, 102.0, 7.0]


def test_of_a_long_run_some_epochs_are_picked_evenly_and_time_goes_on_between_them() -> None:
    pace, events = Pace(), epochs(1, 100_000)
    pace.catch_up(events)
    assert MOST / 2 <= len(pace.epochs) <= MOST + 1
    assert pace.epochs[1] - pace.epochs[0] == pace.epochs[-1] - pace.epochs[-2]
    assert pace.clock[-1] == pytest.approx(200_000, rel=0.01)


def test_large_speeds_are_whole_numbers() -> None:
    pace = Pace()
    pace.catch_up([*epochs(1, 1, images_per_second=4832.71), *epochs(2, 2, images_per_second=9.25)])
    assert pace.speeds == [4833, 9.25]


def test_epochs_that_do_not_tell_their_speed_are_left_out() -> None:
    pace = Pace()
    pace.catch_up([{"epoch": 1}, {"epoch": 2, "seconds": None, "images_per_second": 3.0}, *epochs(3, 3)])
    assert pace.epochs == [3]
    assert pace.chart(CurveView()).curves[0].values == [103.0]
    assert Pace().chart(CurveView()).curves == ()
