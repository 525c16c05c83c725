"""How a store's dispatcher is started, found and replaced: real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread, Timer

import pytest

from store.files import hold
from store.liveness import this_machine
from store.run import Run
from store.store import Store
from tests.trainer.launch.scene import (
    events,
    kill_pythons,
    over,
    pid_of,
    queue,
    started,
    statuses,
    wait_until,
)
from trainer.launch import dispatcher, logs
from trainer.launch.devices import Devices
from trainer.launch.dispatcher import about, ensure_dispatcher, is_alive
from trainer.launch.dispatching import Dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.stop import request_stop

OLDER = """
import json, os, signal, sys, time
from pathlib import Path
from store.files import hold
from store.liveness import this_machine
lock = hold(Path(sys.argv[1]))
told = {"pid": os.getpid(), "version": sys.argv[2], "t": time.time(), **this_machine().as_evidence()}
os.pwrite(lock, json.dumps(told).encode(), 0)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("ready", flush=True)
time.sleep(60)
"""


def test_a_store_has_one_dispatcher_however_often_it_is_asked_for(store: Store) -> None:
    runs = queue(store, seconds=60)
    ensure_dispatcher(store)
    first = pid_of(store)
    runs += queue(store)
    ensure_dispatcher(store)
    assert pid_of(store) == first
    subprocess.run([sys.executable, "-P", "-m", "trainer.launch.dispatcher", str(store.root)], check=True)
    assert pid_of(store) == first
    request_stop(store, runs)


def test_no_run_falls_between_a_dispatcher_that_leaves_and_the_next(store: Store) -> None:
    runs = []
    for number in range(12):
        runs += queue(store)
        ensure_dispatcher(store)
        time.sleep(0.12 + number * 0.03)
    wait_until(lambda: over(runs))
    assert set(statuses(runs)) == {"finished"}


def test_a_dispatcher_whose_runs_are_under_way_hears_of_new_ones(store: Store) -> None:
    (slow,) = queue(store, seconds=30)
    ensure_dispatcher(store)
    wait_until(lambda: started(slow))
    (new,) = queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: over([new]))
    assert statuses([slow, new]) == ["running", "finished"]
    request_stop(store, [slow])


def test_who_queues_while_a_dispatcher_leaves_waits_for_its_end_and_starts_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.make()
    leaving = Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(2))
    asking, runs = Thread(target=ensure_dispatcher, args=(store,)), []

    def look_and_miss_a_run() -> None:
        runs.extend(queue(store))
        asking.start()
        asking.join(0.3)
        assert asking.is_alive(), "it took the one that leaves for one that will do its runs"

    monkeypatch.setattr(leaving.board, "scan", look_and_miss_a_run)
    assert leaving._leaves()
    asking.join()
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"]


def test_a_dispatcher_has_no_terminal_and_is_in_a_session_of_its_own(store: Store) -> None:
    queue(store, seconds=0.5)
    ensure_dispatcher(store)
    pid = pid_of(store)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    parent, session, terminal = fields[1], int(fields[3]), fields[4]
    assert int(parent) != os.getpid()
    assert session != os.getsid(0)
    assert terminal == "0"


def test_a_bad_folder_is_skipped_with_the_reason_and_the_dispatcher_lives_on(store: Store) -> None:
    bad, record, good = queue(store, 3)
    (bad.folder / "run.json").write_text("{torn")
    (record.folder / "config.json").write_text("{}")
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses([bad, record, good]) == ["skipped", "skipped", "finished"]
    assert bad.id in (store.root / "dispatcher.log").read_text()


def test_a_dispatcher_leaves_when_its_store_is_deleted_though_it_is_made_anew(store: Store, tmp_path: Path) -> None:
    gone = queue(store, 1, seconds=60)
    ensure_dispatcher(store)
    wait_until(lambda: started(gone[0]))
    first = pid_of(store)
    moved = store.root.rename(tmp_path / "gone")
    runs = queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"]
    wait_until(lambda: not Path(f"/proc/{first}").exists())
    assert about(store.root)["pid"] != first
    child = Run(moved / gone[0].id).state()["launched"]["child"]
    os.kill(child, signal.SIGTERM)
    wait_until(lambda: not Path(f"/proc/{child}").exists())


def test_the_lock_of_a_dispatcher_that_was_just_killed_is_waited_for(store: Store) -> None:
    runs = queue(store)
    lock = hold(store.root / dispatcher.LOCK)
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    told = {"pid": dead.pid, "version": "99.0", "t": time.time(), **this_machine().as_evidence()}
    os.pwrite(lock, json.dumps(told).encode(), 0)
    Timer(0.5, os.close, [lock]).start()
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"]


def other_dispatcher(store: Store, version: str) -> "subprocess.Popen[str]":
    store.make()
    command = [sys.executable, "-c", OLDER, str(store.root / dispatcher.LOCK), version]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_newer_program_takes_over_from_an_older_dispatcher(store: Store) -> None:
    with other_dispatcher(store, "0.0.9") as older:
        runs = queue(store)
        ensure_dispatcher(store)
        assert older.wait(10) == 0
    wait_until(lambda: over(runs))
    assert about(store.root)["version"] != "0.0.9"


def test_a_real_dispatcher_hands_over_and_its_runs_do_not_notice(store: Store) -> None:
    runs = queue(store, 2, epochs=3, seconds=0.3) + queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: all(map(started, runs[:2])))
    first = pid_of(store)
    written = about(store.root) | {"version": "0.0.9"}
    (store.root / dispatcher.LOCK).write_text(json.dumps(written))
    ensure_dispatcher(store)
    assert pid_of(store) != first
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"] * 3
    assert [len(events(run, "started")) for run in runs] == [1] * 3


def test_an_older_program_leaves_a_newer_dispatcher_in_place(store: Store) -> None:
    with other_dispatcher(store, "99.0") as newer:
        queue(store)
        ensure_dispatcher(store)
        assert newer.poll() is None
        newer.terminate()


@pytest.mark.parametrize(("theirs", "older"), [("0.0.9", True), ("0.0.10", False), ("0.0.11", False), ("0.1", False)])
def test_versions_are_compared_by_their_numbers(theirs: str, older: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "version", lambda _: "0.0.10")
    assert dispatcher._is_older({"version": theirs}) is older


def test_an_older_dispatcher_of_another_machine_is_told_of_not_signalled(store: Store) -> None:
    store.make()
    lock = hold(store.root / dispatcher.LOCK)
    elsewhere = this_machine().as_evidence() | {"host": "elsewhere", "boot_id": "b"}
    os.pwrite(lock, json.dumps({"pid": os.getpid(), "version": "0.0.9", **elsewhere}).encode(), 0)
    with pytest.raises(LaunchError, match=r"an older backslide \(0\.0\.9\) does this store's runs on elsewhere"):
        ensure_dispatcher(store)
    os.close(lock)


def test_a_dispatcher_that_cannot_start_is_told_with_its_last_words(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho 'no module named store' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    queue(store)
    with pytest.raises(LaunchError, match="no dispatcher could be started: no module named store"):
        ensure_dispatcher(store)


@pytest.mark.parametrize("times", [1, dispatcher.TRIES])
def test_a_dispatcher_that_is_killed_while_it_starts_is_started_again_a_few_times(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, times: int
) -> None:
    kill_pythons(monkeypatch, tmp_path, times)
    runs = queue(store)
    if times == dispatcher.TRIES:
        with pytest.raises(LaunchError, match="killed as soon as it was started"):
            ensure_dispatcher(store)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"]


def test_a_log_that_has_grown_long_is_begun_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = queue(store)
    (store.root / dispatcher.LOG).write_text("x" * 100)
    monkeypatch.setattr(logs, "LONGEST_LOG", 99)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert (store.root / dispatcher.LOG).read_text() == ""
