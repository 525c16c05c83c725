"""Turns in the queue, and holding it up."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.files import hold
from store.line import NEW_LINE, line, moment
from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run
from tests.trainer.launch.scene import (
    begin,
    events,
    over,
    queue,
    span,
    standing,
    started,
    statuses,
    use_stand_ins,
    wait_until,
)
from trainer.launch import doorbell
from trainer.launch.devices import Devices, Need, claim
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.dispatching import LOCK, Dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.line import (
    Where,
    go_on,
    go_on_all,
    hold_back,
    move,
    pause,
    pause_all,
    set_priority,
    set_until,
    waiting,
)
from trainer.launch.stop import request_stop
from trainer.launch.supervisor import LEFT_ALONE


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path, slots=1)


def order(store: Store) -> str:
    """Return the seeds of the runs that wait, in the order of their turns."""
    return "".join(str(run.record["seed"]) for run in waiting(store))


@pytest.mark.parametrize(
    ("chosen", "where", "then"),
    [
        ("3", "first", "31245"),
        ("3", "last", "12453"),
        ("3", "up", "13245"),
        ("3", "down", "12435"),
        ("1", "up", "12345"),
        ("5", "down", "12345"),
        ("1", "first", "12345"),
        ("24", "first", "24135"),
        ("24", "last", "13524"),
        ("23", "up", "23145"),
        ("34", "down", "12534"),
        ("12", "up", "12345"),
        ("45", "down", "12345"),
        ("15", "up", "12354"),
    ],
)
def test_runs_are_moved_and_keep_their_order_to_each_other(store: Store, chosen: str, where: Where, then: str) -> None:
    runs = queue(store, 5)
    move(store, [runs[int(seed) - 1] for seed in reversed(chosen)], where)
    assert order(store) == then


def test_a_run_is_moved_as_often_as_one_likes(store: Store) -> None:
    runs = queue(store, 3)
    for _ in range(60):
        move(store, [runs[2]], "up")
        move(store, [runs[2]], "down")
    assert order(store) == "123"
    move(store, [runs[2]], "up")
    assert order(store) == "132"


def test_a_higher_priority_comes_first_and_is_not_passed_by_moving(store: Store) -> None:
    runs = queue(store, 4)
    set_priority(store, runs[2:], 5)
    assert order(store) == "3412"
    move(store, [runs[1]], "first")
    assert order(store) == "3421"
    set_priority(store, [runs[2]], -1)
    assert order(store) == "4213"


def test_what_does_not_wait_has_no_turn(store: Store) -> None:
    run = add_run(store.root, status=Status.RUNNING)
    for change in (lambda: move(store, [run], "first"), lambda: set_priority(store, [run], 1)):
        with pytest.raises(LaunchError, match="is running; only a run that waits has a turn"):
            change()


def test_the_dispatcher_keeps_to_the_turns(store: Store) -> None:
    runs = queue(store, 4, seconds=0.05)
    move(store, [runs[3]], "first")
    set_priority(store, [runs[2]], 1)
    ensure_dispatcher(store)
    wait_until(lambda: all(run.standing().status is Status.FINISHED for run in runs))
    assert sorted(range(4), key=lambda i: span(runs[i])) == [2, 3, 0, 1]


def test_while_the_queue_is_paused_nothing_begins_and_what_trains_goes_on(store: Store) -> None:
    first, second = queue(store, 2, epochs=2, seconds=0.4)
    ensure_dispatcher(store)
    wait_until(lambda: started(first))
    pause_all(store)
    wait_until(lambda: standing(first).status is Status.FINISHED)
    assert (standing(second).status, standing(second).reason) == (Status.QUEUED, "the queue is paused")
    third = queue(store)
    ensure_dispatcher(store)
    assert statuses([second, *third]) == ["queued", "queued"]
    go_on_all(store)
    ensure_dispatcher(store)
    wait_until(lambda: statuses([second, *third]) == ["finished", "finished"])
    with pytest.raises(LaunchError, match="the queue is not paused"):
        go_on_all(store)


def test_a_paused_run_lets_others_pass_and_goes_on_with_its_old_turn(store: Store) -> None:
    first, second = queue(store, 2)
    pause(store, [first])
    ensure_dispatcher(store)
    wait_until(lambda: standing(second).status is Status.FINISHED)
    assert (standing(first).status, standing(first).reason) == (Status.QUEUED, "paused")
    go_on(store, [first])
    ensure_dispatcher(store)
    wait_until(lambda: standing(first).status is Status.FINISHED)


def test_a_run_that_trains_is_paused_after_its_step_and_goes_on_from_there(store: Store) -> None:
    run = begin(store)
    pause(store, [run])
    wait_until(lambda: standing(run).status is Status.STOPPED)
    assert standing(run).reason.startswith("paused; resume goes on after epoch")
    go_on(store, [run])
    ensure_dispatcher(store)
    wait_until(lambda: standing(run).status is Status.FINISHED)
    assert [event["epoch"] for event in events(run, "epoch")] == [1, 2, 3, 4]


def test_what_has_ended_is_not_paused_and_what_is_not_paused_does_not_go_on(store: Store) -> None:
    run, other = add_run(store.root), queue(store)[0]
    with pytest.raises(LaunchError, match="has ended, so there is nothing to pause"):
        pause(store, [other, run])
    assert not other.state()["paused"]
    with pytest.raises(LaunchError, match="is not paused"):
        go_on(store, [other])
    request_stop(store, [other])


def test_a_run_that_is_still_stopping_does_not_go_on_yet(store: Store) -> None:
    run = add_run(store.root, status=Status.STOPPING)
    with run.change_state() as state:
        state["paused"] = 1.0
    with pytest.raises(LaunchError, match="is still stopping; let it go on once it has"):
        go_on(store, [run])
    assert run.state()["paused"]


def test_a_paused_run_that_waits_for_another_says_both(store: Store) -> None:
    first = queue(store)
    second = queue(store, needs=first)
    pause(store, second)
    assert standing(second[0]).reason == f"paused; waits for {first[0].name}"
    request_stop(store, [*first, *second])


def test_a_run_that_is_paused_just_before_it_is_launched_is_not_skipped(store: Store) -> None:
    (run,) = queue(store)
    with run.change_state() as state:
        state["paused"] = 1.0
    claimed = claim(Need("cpu"), Devices(1), {})
    assert claimed is not None
    command = [sys.executable, "-P", "-m", "trainer.launch.supervisor", str(run.folder), claimed.as_text()]
    assert subprocess.run(command, check=False, pass_fds=claimed.descriptors).returncode == LEFT_ALONE
    claimed.close()
    assert (standing(run).status, standing(run).reason) == (Status.QUEUED, "paused")


def test_when_its_time_is_over_the_queue_stands_still_and_goes_on_as_a_whole(store: Store) -> None:
    (first, later) = queue(store, 2, epochs=4, seconds=0.5, threads=2)
    ensure_dispatcher(store)
    wait_until(lambda: events(first, "checkpoint"))
    set_until(store, time.time() + 0.1)
    wait_until(lambda: standing(first).status is Status.STOPPED)
    assert standing(first).reason.startswith("paused; resume goes on after epoch")
    assert standing(later).reason == f"the queue's time was over on {moment(line(store.root)['until'])}"
    (another,) = queue(store, threads=2)
    ensure_dispatcher(store)
    time.sleep(0.3)
    assert standing(another).status is Status.QUEUED
    go_on_all(store)
    assert line(store.root) == NEW_LINE
    ensure_dispatcher(store)
    wait_until(lambda: over([first, later, another]))
    assert statuses([first, later, another]) == ["finished"] * 3
    assert [event["epoch"] for event in events(first, "epoch")] == [1, 2, 3, 4]


def test_a_queue_whose_time_is_not_over_is_not_paused(store: Store) -> None:
    set_until(store, time.time() + 3600)
    with pytest.raises(LaunchError, match="the queue is not paused; runs that are paused one by one are named"):
        go_on_all(store)
    pause_all(store)
    go_on_all(store)
    assert line(store.root)["until"] > time.time()


@pytest.fixture
def trains(store: Store) -> Run:
    """A run that trains, as far as its folder says."""
    return add_run(store.root, status=Status.RUNNING)


def test_what_is_still_stopping_stays_held_and_goes_on_the_next_time(store: Store, trains: Run) -> None:
    set_until(store, time.time() - 1)
    hold_back(store, trains)
    assert standing(trains).status is Status.STOPPING
    assert [run.id for run in go_on_all(store)] == [trains.id]
    assert line(store.root)["held"] == [trains.id]
    with trains.change_state() as state:
        state["launched"] = state["stop_requested"] = None
    assert go_on_all(store) == []
    assert (trains.state()["paused"], line(store.root)["held"]) == (None, [])
    request_stop(store, [trains])


def test_what_was_stopped_on_purpose_is_not_held_back(store: Store, trains: Run) -> None:
    request_stop(store, [trains])
    hold_back(store, trains)
    assert (trains.state()["paused"], line(store.root)["held"]) == (None, [])


def test_one_damaged_run_does_not_keep_the_others_from_being_held_back_and_nothing_is_asked_twice(
    store: Store, trains: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = add_run(store.root, seed=2, created=BEGAN + 100, status=Status.RUNNING)
    (damaged.folder / "run.json").write_text("{")
    set_until(store, time.time() - 1)
    worker = Dispatcher(store, hold(store.root / LOCK), Devices(2))
    worker.board.live = {damaged.id: damaged, trains.id: trains}
    scans: list[int] = []
    monkeypatch.setattr(worker.board, "scan", lambda: scans.append(1))
    for _ in range(10):
        worker._hear()
        worker._mind_time()
    assert trains.state()["paused"]
    assert len(scans) < 5
    os.close(worker.lock)


def test_a_damaged_queue_file_does_not_keep_what_has_ended_from_being_seen(store: Store) -> None:
    ended = add_run(store.root, status=Status.FAILED)
    doorbell.ring(store.root)
    (store.root / "queue.json").write_text("{")
    worker = Dispatcher(store, hold(store.root / LOCK), Devices(2))
    worker.board.live = {ended.id: ended}
    worker.step()
    assert worker.board.live == {}
    os.close(worker.lock)


def test_what_needs_a_paused_run_waits_for_it_and_is_done_after_it(store: Store) -> None:
    run = begin(store)
    later = queue(store, needs=[run])
    pause(store, [run])
    wait_until(lambda: standing(run).status is Status.STOPPED)
    assert (standing(later[0]).status, standing(later[0]).reason) == (
        Status.WAITING,
        f"waits for {run.name}, which is paused",
    )
    ensure_dispatcher(store)
    time.sleep(0.5)
    assert standing(later[0]).status is Status.WAITING
    go_on(store, [run])
    ensure_dispatcher(store)
    wait_until(lambda: over([run, *later]))
    assert statuses([run, *later]) == ["finished", "finished"]
