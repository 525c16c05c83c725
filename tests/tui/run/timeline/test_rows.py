"""The time line of a run from all that tells of it."""

from typing import Any

import pytest

from store.run import NEW_STATE
from tests.support.stores import BEGAN, make_config, make_record
from tui.run.timeline.course import Stretch
from tui.run.timeline.rows import Happening, Sources, time_line
from tui.run.timeline.words import said

RECORD = make_record("2026-09-21-abcdefg", "decline", "tuned", 0, make_config()) | {"created": BEGAN}


pytestmark = pytest.mark.usefixtures("utc")


def stretch(kind: str, first: int, last: int, began: float, each: float = 2.0) -> Stretch:
    found = Stretch()
    for epoch in range(first, last + 1):
        line = f'{{"t": {began + each * epoch}, "kind": "{kind}", "epoch": {epoch}, "seconds": {each}}}'
        found.add(kind, line.encode())
    return found


def lines(parts: list[Any], exit_: dict[str, Any] | None = None, **state: Any) -> list[str]:
    rows = time_line(Sources(parts, RECORD, NEW_STATE | state, exit_))
    return [f"{row.what}: {row.text}" if row.what else row.text for row in rows]


def test_epochs_and_checkpoints_are_folded_with_what_one_took() -> None:
    rows = lines(
        [stretch("epoch", 1, 1312, BEGAN, 3.14), stretch("checkpoint", 1, 20, BEGAN), stretch("epoch", 7, 7, BEGAN)]
    )
    assert "epochs: 1 to 1,312, 3.1s each" in rows
    assert "checkpoints: after epochs 1 to 20: 20 files written" in rows
    assert "epoch: 7, 3.1s" not in rows
    assert "epoch: 7, 2s" in rows


def test_launches_before_and_now_are_told_with_device_and_host_and_who_did_it() -> None:
    earlier = [{"t": BEGAN + 5, "pid": 7, "device": "GPU-1", "device_name": "H100", "host": "box"}]
    rows = lines([], earlier=earlier, launched={"t": BEGAN + 90, "pid": 8, "device": "cpu", "device_name": "CPU"})
    assert rows == [
        "Monday, 2026-09-21",
        "queued: of experiments/decline.toml on box",
        "launched: on GPU-1 (H100) by process 7 of box",
        "launched: on cpu by process 8",
    ]


def test_requests_and_the_supervisors_last_word_are_told() -> None:
    end = {"status": None, "signal": 9, "ended": BEGAN + 60, "peak_memory": 3 * 2**30}
    rows = lines([], end, stop_requested=BEGAN + 30, stop_reason="its time was over", paused=BEGAN + 20)
    assert rows[2:] == [
        "paused: ",
        "stop asked: its time was over",
        "supervisor: the process: killed by SIGKILL; took 3.0 GiB of memory at most",
    ]


def test_a_process_that_ended_well_is_told_of_in_passing() -> None:
    assert (
        lines([], {"status": 0, "signal": None, "ended": BEGAN + 9})[-1]
        == "supervisor: the process: exited with status 0"
    )


def test_all_stands_in_the_order_of_time_under_its_day() -> None:
    parts = [
        {"t": BEGAN + 10, "kind": "started", "pid": 3, "device_name": "CPU", "parameters": 61_000},
        stretch("epoch", 1, 3, BEGAN + 10),
        {"t": BEGAN + 86_400, "kind": "resumed", "epoch": 2, "step": 5},
        stretch("epoch", 3, 4, BEGAN + 86_400),
        {"t": BEGAN + 86_500, "kind": "finished", "epochs": 4, "reason": "stopped early"},
    ]
    assert lines(parts, launched={"t": BEGAN + 2}) == [
        "Monday, 2026-09-21",
        "queued: of experiments/decline.toml on box",
        "launched: on an unknown device",
        "began: CPU, process 3, 61,000 parameters",
        "epochs: 1 to 3, 2s each",
        "Tuesday, 2026-09-22",
        "resumed: after epoch 2 and 5 steps",
        "epochs: 3 to 4, 2s each",
        "finished: after epoch 4; stopped early",
    ]
    rows = time_line(Sources(parts, RECORD, NEW_STATE | {"launched": {"t": BEGAN + 2}}))
    assert [row.since for row in rows if row.what == "began"] == [8.0]
    assert len({row.key for row in rows}) == len(rows)


def test_how_far_the_newest_epoch_is_is_told_at_the_end_alone() -> None:
    part = stretch("epoch", 1, 3, BEGAN)
    part.add("progress", b'{"t": 1790000009, "kind": "progress", "epoch": 4, "step": 3, "steps": 45, "loss": 0.4}')
    assert lines([part])[-1] == "reached: epoch 4, step 3 of 45, loss 0.4000"
    assert not [row for row in lines([part, {"t": BEGAN + 60, "kind": "stopped", "epoch": 3}]) if "reached" in row]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"kind": "warning", "setting": "a.b", "text": "does nothing"}, ("! warning", "a.b: does nothing", "warn")),
        ({"kind": "effective", "settings": {"x": 1, "y": 0.25}}, ("in effect", "x 1, y 0.2500", "dim")),
        ({"kind": "measured", "of": "best", "metrics": {"a": 1.5}}, ("measured", "best weights: a 1.5000", "")),
        (
            {"kind": "start", "from": "variant:x", "taken": 12, "new": ["a"]},
            ("start", "variant:x: 12 parameters taken, 1 new", "dim"),
        ),
        ({"kind": "failed", "reason": "no memory", "advice": "less"}, ("failed", "no memory; less", "bad")),
        ({"kind": "moved", "t": 3, "where": "there", "much": [1]}, ("moved", "where there, much [1]", "dim")),
        (
            {"kind": "speed", "t": 3, "images_per_second": 2100.0, "latency_1_ms": 1.2},
            ("speed", "2,100 images/s in training, 1.2 ms for a batch of 1", "dim"),
        ),
    ],
)
def test_each_event_is_told_in_words_and_an_unknown_one_by_its_fields(
    event: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert said(event) == expected


def test_all_of_an_event_can_be_read() -> None:
    row: Happening = time_line(Sources([{"t": BEGAN + 0.25, "kind": "moved", "much": {"a": 1}}], RECORD, NEW_STATE))[-1]
    assert row.whole == 't: 2026-09-21 14:13:20.250\nkind: moved\nmuch: {"a":1}'
