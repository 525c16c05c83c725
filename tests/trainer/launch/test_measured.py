"""Parts of a GPU by what earlier runs have taken of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from store.run import EVENTS, Run
from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run
from tests.trainer.launch.test_devices import gpu, machine
from trainer.launch.board import Board
from trainer.launch.devices import Need, claim
from trainer.launch.measured import CONTEXT, SPARE, measured_memory
from trainer.launch.stop import request_stop
from trainer.launch.terms import Terms, parse_memory

GIB = 2**30


def finish_on(run: Run, device: str, peak: int) -> None:
    events: list[dict[str, Any]] = [
        {"kind": "started", "pid": 1, "device": device, "device_name": "NVIDIA H100"},
        {"kind": "speed", "latency_1_ms": 1.0, "peak_memory": peak},
        {"kind": "finished", "epochs": 5},
    ]
    (run.folder / EVENTS).write_text("".join(json.dumps({"t": BEGAN + 2, **event}) + "\n" for event in events))


def finished(root: Path, device: str, peak: int) -> Run:
    run = add_run(root, seed=1)
    finish_on(run, device, peak)
    return run


def waiting(root: Path, seed: int) -> Run:
    run = add_run(root, seed=seed, created=BEGAN + seed, status=Status.QUEUED)
    with run.change_state() as state:
        state.update(Terms(gpu_memory="measured").as_state())
    return run


def test_what_a_finished_run_took_is_what_the_next_wants_with_something_to_spare(tmp_path: Path) -> None:
    run = finished(tmp_path, "cuda:0", 4 * GIB)
    finish_on(add_run(tmp_path, seed=2, created=BEGAN + 2), "cuda:0", 2 * GIB)
    assert measured_memory(Store(tmp_path), run.record["config_hash"]) == 6 * GIB
    assert measured_memory(Store(tmp_path), "other settings") is None
    for one in Store(tmp_path).rows():
        finish_on(Store(tmp_path).run(one.id), "cpu", 4 * GIB)
    assert measured_memory(Store(tmp_path), run.record["config_hash"]) is None, "that was the machine's memory"


def test_the_first_has_a_gpu_for_itself_and_the_others_share_one_once_it_has_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    root = tmp_path / "runs"
    first, *others = (waiting(root, seed) for seed in (1, 2, 3))
    board = Board(Store(root))
    board.scan()
    assert {one.need.memory for one in board.waiting.values()} == {None}
    with first.change_state() as state:
        state["launched"] = {"t": BEGAN, "pid": 1}
    board.begin(first)
    finish_on(first, "cuda:0", 4 * GIB)
    board.drop(first)
    needs = [one.need for one in board.ready()]
    assert needs == [Need("cpu", 1, None, int(4 * GIB * SPARE) + CONTEXT)] * 2
    on = machine(gpu(0))
    claims = [claim(Need("auto", 1, None, need.memory), on, {}) for need in needs]
    assert [one is not None and one.device for one in claims] == ["GPU-0"] * 2, "both have room on one card"
    for one in claims:
        assert one is not None
        one.close()
    request_stop(Store(root), others)


def test_measured_is_a_size() -> None:
    assert parse_memory("measured", machine(gpu(0))) == "measured"
