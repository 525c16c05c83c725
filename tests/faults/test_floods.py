"""A thousand runs in the queue."""

import time
from pathlib import Path

import psutil
import pytest

from store.status import Status
from store.store import Store
from tests.faults.havoc import FULL
from tests.trainer.launch.scene import queue, wait_until
from trainer.launch.dispatcher import about, ensure_dispatcher, is_alive
from trainer.launch.stop import request_stop

pytestmark = pytest.mark.stress
MANY = 1000


def count(store: Store, status: Status) -> int:
    return sum(row.status is status for row in store.rows())


def test_a_thousand_queued_runs_are_begun_at_once_and_can_be_stopped(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    runs = queue(store, MANY)
    begun = time.monotonic()
    ensure_dispatcher(store)
    wait_until(lambda: runs[0].standing().status.ended)
    assert time.monotonic() - begun < 20
    if FULL:
        wait_until(lambda: not is_alive(store.root), 1000)
        assert count(store, Status.FINISHED) == MANY
        return
    wait_until(lambda: runs[19].standing().status.ended)
    request_stop(store, runs)
    wait_until(lambda: not is_alive(store.root))
    assert count(store, Status.FINISHED) + count(store, Status.STOPPED) == MANY
    assert count(store, Status.FINISHED) >= 15


def test_a_long_queue_costs_a_dispatcher_next_to_nothing_while_it_waits(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    first = queue(store, 2, seconds=600)
    runs = first + queue(store, MANY, needs=first)
    ensure_dispatcher(store)
    wait_until(lambda: all(run.history().started for run in first))
    dispatcher = psutil.Process(about(store.root)["pid"])
    before, begun = sum(dispatcher.cpu_times()[:2]), time.monotonic()
    time.sleep(5)
    share = (sum(dispatcher.cpu_times()[:2]) - before) / (time.monotonic() - begun)
    assert share < 0.05, f"it takes {share:.1%} of a core"
    request_stop(store, runs)
    wait_until(lambda: not is_alive(store.root))
    assert count(store, Status.STOPPED) == MANY + 2
    assert (store.root / "dispatcher.log").read_text() == ""
