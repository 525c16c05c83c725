"""Dispatchers: real processes, over runs whose children take milliseconds."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Timer

import pytest

from store.files import hold, write_json
from store.liveness import this_machine
from store.run import Run
from store.store import Store
from tests.trainer.launch.scene import events, over, queue, standing, statuses, wait_until
from trainer.launch import dispatcher, dispatching
from trainer.launch.devices import Devices
from trainer.launch.dispatcher import about, ensure_dispatcher, is_alive
from trainer.launch.dispatching import Dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.gpus import Driver, Gpu
from trainer.launch.stop import request_stop
from trainer.launch.supervisor import NO_SPACE

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


def pid_of(store: Store) -> int:
    wait_until(lambda: about(store.root))
    return int(about(store.root)["pid"])


def span(run: Run) -> tuple[float, float]:
    """Return from when to when a run had its device for certain."""
    return events(run, "started")[0]["t"], events(run, "finished")[0]["t"]


def at_once(runs: list[Run]) -> int:
    """Return how many runs were under way at the same time, at most."""
    spans = [span(run) for run in runs]
    return max(sum(begin <= moment < end for begin, end in spans) for moment, _ in spans)


def started(run: Run) -> bool:
    return bool(events(run, "started"))


def test_everything_that_is_queued_is_done_and_then_the_dispatcher_leaves(store: Store) -> None:
    runs = queue(store, 5)
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses(runs) == ["finished"] * 5
    assert {row.status for row in store.index.rows().values()} == {"finished"}
    assert (store.root / "dispatcher.log").read_text() == ""


def test_no_more_runs_are_under_way_than_there_are_slots(store: Store) -> None:
    runs = queue(store, 3, seconds=1.5)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert at_once(runs) == 2


def test_two_stores_share_the_slots_of_the_machine(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "1")
    other = Store(tmp_path / "other")
    runs = queue(store, 2, seconds=0.2) + queue(other, 2, seconds=0.2)
    ensure_dispatcher(store)
    ensure_dispatcher(other)
    wait_until(lambda: over(runs))
    assert at_once(runs) == 1
    wait_until(lambda: not is_alive(other.root))


def test_a_run_begins_moments_after_what_it_needs_has_finished(store: Store) -> None:
    first = queue(store, seconds=0.2)
    second = queue(store, needs=first)
    third = queue(store, needs=second)
    ensure_dispatcher(store)
    wait_until(lambda: over(third))
    gaps = [span(b)[0] - span(a)[1] for a, b in zip([*first, *second], [*second, *third], strict=True)]
    assert all(gap > 0 for gap in gaps)
    assert min(gaps) < 5.0, "half a second where the machine has nothing else to do"


def test_what_needs_a_failed_run_is_skipped_and_the_rest_is_done(store: Store) -> None:
    failing = queue(store, end="failed")
    needy = queue(store, needs=queue(store, needs=failing))
    other = queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses([*failing, *needy, *other]) == ["failed", "skipped", "finished"]
    assert store.index.rows()[needy[0].id].status == "skipped"


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


def test_a_dispatcher_has_no_terminal_and_is_in_a_session_of_its_own(store: Store) -> None:
    queue(store, seconds=0.5)
    ensure_dispatcher(store)
    pid = pid_of(store)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    parent, session, terminal = fields[1], int(fields[3]), fields[4]
    assert int(parent) != os.getpid()
    assert session != os.getsid(0)
    assert terminal == "0"


def test_runs_go_on_when_the_dispatcher_is_killed_and_the_next_one_finds_everything(store: Store) -> None:
    under_way = queue(store, 2, epochs=4, seconds=0.2)
    waiting = queue(store, 2)
    ensure_dispatcher(store)
    wait_until(lambda: all(map(started, under_way)))
    os.kill(pid_of(store), signal.SIGKILL)
    wait_until(lambda: not is_alive(store.root))
    assert statuses([*under_way, *waiting]) == ["running", "running", "queued", "queued"]
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses([*under_way, *waiting]) == ["finished"] * 4
    assert [len(events(run, "started")) for run in [*under_way, *waiting]] == [1] * 4


def test_a_run_whose_supervisor_is_killed_keeps_its_slot_and_its_row_is_written(store: Store) -> None:
    runs = queue(store, 1, threads=2, epochs=2, seconds=0.3) + queue(store, 1)
    ensure_dispatcher(store)
    wait_until(lambda: started(runs[0]))
    os.kill(runs[0].state()["launched"]["pid"], signal.SIGKILL)
    wait_until(lambda: not is_alive(store.root))
    assert statuses(runs) == ["finished", "finished"]
    assert at_once(runs) == 1
    assert store.index.rows()[runs[0].id].status == "finished"


def test_a_bad_folder_is_skipped_with_the_reason_and_the_dispatcher_lives_on(store: Store) -> None:
    bad, record, good = queue(store, 3)
    (bad.folder / "run.json").write_text("{torn")
    (record.folder / "config.json").write_text("{}")
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses([bad, record, good]) == ["skipped", "skipped", "finished"]
    assert bad.id in (store.root / "dispatcher.log").read_text()


def test_a_run_whose_supervisor_cannot_start_is_skipped_and_not_tried_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = queue(store)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(2)).work()
    assert standing(run).reason == "cannot be launched: its supervisor did not start; dispatcher.log says why"


def test_a_run_that_found_the_disk_full_is_tried_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = queue(store)
    tried, python = tmp_path / "tried", tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\ntest -e {tried} || {{ touch {tried}; exit {NO_SPACE}; }}\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(2)).work()
    assert tried.exists()
    assert statuses([run]) == ["finished"]


def test_a_log_that_cannot_be_written_ends_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    full = os.fdopen(descriptor, "w")
    monkeypatch.setattr(sys, "stderr", full)
    dispatching.log("the disk is full")
    monkeypatch.undo()
    with suppress(OSError):
        full.close()


def test_a_driver_that_falls_silent_sends_no_run_to_the_cpu(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (run,) = queue(store)
    write_json(run.folder / "config.json", run.record | {"config": {"training": {"device": "auto"}}})
    gpu = Gpu(0, "GPU-1", "H100", 70, 80, 0)
    silent = Devices(2, Driver(problem="the NVIDIA driver does not answer"))
    monkeypatch.setattr(dispatching, "find_devices", lambda: silent)
    worker = Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(2, Driver("570", (gpu,))))
    worker.step()
    assert (statuses([run]), worker.supervisors) == (["queued"], {})
    monkeypatch.setattr(dispatching, "find_devices", lambda: Devices(2, Driver("570", (gpu,))))
    worker.work()
    assert Run(run.folder).state()["launched"]["device"] == "GPU-1"


def test_a_trouble_of_the_moment_is_told_and_got_over(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "busy").touch()
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "busy" / "claims"))
    runs = queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: "folder of device claims cannot be made" in (store.root / "dispatcher.log").read_text())
    (tmp_path / "busy").unlink()
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished"]


def test_a_run_that_is_stopped_while_it_waits_is_not_begun(store: Store) -> None:
    runs = queue(store, 1, threads=2, seconds=0.5) + queue(store, 2)
    ensure_dispatcher(store)
    wait_until(lambda: started(runs[0]))
    request_stop(store, runs[1:2])
    wait_until(lambda: not is_alive(store.root))
    assert statuses(runs) == ["finished", "stopped", "finished"]
    assert not started(runs[1])


def test_a_dispatcher_leaves_when_its_store_is_deleted_though_it_is_made_anew(store: Store, tmp_path: Path) -> None:
    gone = queue(store, 1, seconds=60)
    ensure_dispatcher(store)
    wait_until(lambda: started(gone[0]))
    first = pid_of(store)
    moved = store.root.rename(tmp_path / "gone")
    runs = queue(store)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    wait_until(lambda: not Path(f"/proc/{first}").exists())
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


def test_a_log_that_has_grown_long_is_begun_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = queue(store)
    (store.root / dispatcher.LOG).write_text("x" * 100)
    monkeypatch.setattr(dispatcher, "LONGEST_LOG", 99)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert (store.root / dispatcher.LOG).read_text() == ""
