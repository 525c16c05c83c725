"""Asking runs to stop, where nothing is launched; `test_supervisor.py` stops what trains."""

from pathlib import Path

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


def test_a_dispatcher_hears_of_it(store: Store) -> None:
    runs = queue(store)
    (store.root / doorbell.LOCK).touch()
    before = doorbell.last_rung(store.root)
    request_stop(store, runs)
    assert doorbell.last_rung(store.root) > before


def test_a_bell_that_was_never_hung_up_is_not_rung(tmp_path: Path) -> None:
    doorbell.ring(tmp_path)
    assert doorbell.last_rung(tmp_path) == 0
