"""Asking runs to stop, where nothing is launched; `test_supervisor.py` stops what trains."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.files import hold
from store.liveness import this_machine
from store.run import LOCK, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import queue, standing, statuses
from trainer.launch import doorbell
from trainer.launch.stop import request_stop


def test_a_run_that_waits_is_stopped_at_once_and_so_the_index_says(store: Store) -> None:
    runs = queue(store, 2)
    assert request_stop(store, runs) == runs
    assert statuses(runs) == ["stopped", "stopped"]
    assert standing(runs[0]).reason == "stopped before it began"
    assert {row.status for row in store.index.rows().values()} == {Status.STOPPED}


def test_a_run_that_needs_another_is_stopped_with_it_not_skipped(store: Store) -> None:
    first = queue(store)
    second = queue(store, needs=first)
    request_stop(store, [*first, *second])
    assert statuses([*first, *second]) == ["stopped", "stopped"]


def test_a_run_that_is_over_is_left_as_it_is(store: Store) -> None:
    run = add_run(store.root)
    before = (run.folder / "run.json").read_bytes()
    assert request_stop(store, [run]) == []
    assert (run.folder / "run.json").read_bytes() == before


def test_asking_twice_keeps_the_time_of_the_first_request(store: Store) -> None:
    run = add_run(store.root, status=Status.RUNNING)
    request_stop(store, [run])
    first = run.state()["stop_requested"]
    assert request_stop(store, [run]) == [run]
    assert (run.state()["stop_requested"], statuses([run])) == (first, ["stopping"])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are told to stop; none is."""
    told: list[int] = []
    monkeypatch.setattr("trainer.launch.stop.os.kill", lambda process, _: told.append(process))
    return told


@pytest.fixture
def orphan(store: Store) -> Iterator[Run]:
    """A run whose supervisor is gone; its child is this process, which has its lock."""
    (run,) = queue(store)
    launch(run)
    lock = hold(run.folder / LOCK)
    yield run
    os.close(lock)


def launch(run: Run, **evidence: Any) -> None:
    known = {"t": time.time(), "pid": 2**22 + 1, "child": os.getpid(), **this_machine().as_evidence()}
    with run.change_state() as state:
        state["launched"] = known | evidence


def test_a_child_without_a_supervisor_is_told_itself(store: Store, orphan: Run, told: list[int]) -> None:
    assert request_stop(store, [orphan]) == [orphan]
    assert told == [os.getpid()]


@pytest.mark.parametrize("evidence", [{"host": "elsewhere"}, {"pid": os.getpid()}, {"t": 1.0}])
def test_a_child_elsewhere_with_a_supervisor_or_of_an_earlier_time_is_not_signalled(
    evidence: dict[str, Any], store: Store, orphan: Run, told: list[int]
) -> None:
    launch(orphan, **evidence)
    assert request_stop(store, [orphan]) == [orphan]
    assert told == []


def test_a_process_that_has_not_the_lock_of_the_run_is_not_signalled(
    store: Store, orphan: Run, told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.launch.stop.is_locked", lambda _: False)
    assert request_stop(store, [orphan]) == [orphan]
    assert told == []


def test_a_dispatcher_hears_of_it(store: Store) -> None:
    runs = queue(store)
    (store.root / doorbell.LOCK).touch()
    before = doorbell.last_rung(store.root)
    request_stop(store, runs)
    assert doorbell.last_rung(store.root) > before


def test_a_bell_that_was_never_hung_up_is_not_rung(tmp_path: Path) -> None:
    doorbell.ring(tmp_path)
    assert doorbell.last_rung(tmp_path) == 0
