"""How fast a run was, epoch by epoch."""

from pathlib import Path
from typing import Any

import orjson

from store.compare.curves.model import CurveView
from store.events import EventWriter
from store.history import History
from store.status import Status
from tests.support.stores import add_run
from tui.pace import Pace


def epochs(first: int, last: int, **more: Any) -> list[dict[str, Any]]:
    told = {"kind": "epoch", "t": 1e9, "seconds": 2.0, "metrics": {}}
    return [told | {"epoch": epoch, "images_per_second": 50.0 + epoch} | more for epoch in range(first, last + 1)]


def told(*events: dict[str, Any], history: History | None = None) -> History:
    history = history or History()
    for event in events:
        history.add(event)
    return history


def test_epochs_are_taken_in_once_as_they_come() -> None:
    history, pace = told(*epochs(1, 3)), Pace()
    pace.catch_up(history)
    pace.catch_up(history)
    pace.catch_up(told(*epochs(4, 5, peak_memory=7.0), history=history))
    assert (pace.epochs, pace.speeds[-1], pace.clock[-1], pace.peak) == ([1, 2, 3, 4, 5], 55.0, 10.0, 7.0)


def test_what_was_taken_back_is_taken_in_anew() -> None:
    pace, history = Pace(), told(*epochs(1, 5))
    pace.catch_up(history)
    pace.catch_up(told({"kind": "resumed", "epoch": 2}, *epochs(3, 5, images_per_second=7.0), history=history))
    assert pace.speeds == [51.0, 52.0, 7.0, 7.0, 7.0]


def test_of_a_long_run_epochs_at_even_distances_are_read_and_then_only_those_that_come(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    lines = [orjson.dumps(event) + b"\n" for event in epochs(1, 40_000, images_per_second=60.0)]
    (run.folder / "events.jsonl").write_bytes(b"".join(lines))
    pace = Pace()
    pace.catch_up(run.history())
    assert 10 < len(pace.epochs) < 4_000
    assert (pace.epochs[0], pace.epochs[-1]) == (1, 40_000)
    assert set(pace.seconds) == {2.0}
    assert pace.clock[-1] == 80_000
    before = len(pace.epochs)
    with EventWriter(run.folder / "events.jsonl") as writer:
        writer.write("epoch", epoch=40_001, seconds=3.0, images_per_second=40.0, metrics={})
    pace.catch_up(run.history())
    assert (len(pace.epochs) - before, pace.speeds[-1], pace.seconds[-1]) == (1, 40.0, 3.0)


def test_epochs_that_do_not_tell_their_speed_are_left_out() -> None:
    pace, untold = Pace(), {"kind": "epoch", "metrics": {}}
    pace.catch_up(told(untold | {"epoch": 1}, untold | {"epoch": 2, "images_per_second": 3.0}, *epochs(3, 3)))
    assert pace.epochs == [3]
    assert pace.chart(CurveView()).curves[0].values == [53.0]
    assert Pace().chart(CurveView()).curves == ()


def test_large_speeds_are_whole_numbers() -> None:
    pace = Pace()
    pace.catch_up(told(*epochs(1, 1, images_per_second=4832.71), *epochs(2, 2, images_per_second=9.25)))
    assert pace.speeds == [4833, 9.25]
