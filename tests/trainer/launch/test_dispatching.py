"""What a dispatcher does with the runs of its store: real processes, over children that take milliseconds."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from store.budget import set_budget
from store.files import hold, write_json
from store.run import LAST, Run
from store.store import Store
from tests.trainer.launch.scene import (
    at_once,
    events,
    kill_pythons,
    over,
    pid_of,
    queue,
    span,
    standing,
    started,
    statuses,
    wait_until,
)
from trainer.launch import claims, dispatcher, dispatching
from trainer.launch.devices import Claim, Devices, claim
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.dispatching import Dispatcher
from trainer.launch.gpus import Driver, Gpu
from trainer.launch.resume import resume_runs
from trainer.launch.stop import request_stop
from trainer.launch.supervisor import NO_SPACE


def test_everything_that_is_queued_is_done_and_then_the_dispatcher_leaves(store: Store) -> None:
    runs = queue(store, 5)
    ensure_dispatcher(store)
    wait_until(lambda: not is_alive(store.root))
    assert statuses(runs) == ["finished"] * 5
    assert {row.status for row in store.index.rows().values()} == {"finished"}
    assert (store.root / "dispatcher.log").read_text() == ""


def test_no_more_runs_are_under_way_than_there_are_slots(store: Store) -> None:
    runs = queue(store, 3, seconds=0.8)
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    assert at_once(runs) == 2


def test_a_run_that_needs_more_than_is_free_is_not_overtaken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "RENEWAL", 0.0)
    taken = claims.take("cpu-0", {})
    assert taken is not None
    (wide,), (narrow,) = queue(store, threads=2), queue(store)
    worker = Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(2))
    worker.step()
    assert worker.supervisors == {}
    os.close(taken)
    worker.work()
    assert span(wide)[1] < span(narrow)[0]


def test_who_waited_for_a_run_that_ends_just_now_comes_before_whoever_is_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "RENEWAL", 0.0)
    first = queue(store, seconds=0.5)
    (needing,), (behind,) = queue(store, needs=first), queue(store)
    worker = Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(1))
    worker.step()

    def claim_late(*asked: Any) -> Claim | None:
        wait_until(lambda: first[0].id not in worker.supervisors or worker.supervisors[first[0].id].poll() is not None)
        return claim(*asked)

    monkeypatch.setattr(dispatching, "claim", claim_late)
    worker.work()
    assert span(needing)[1] < span(behind)[0]


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
    with pytest.raises(OSError, match="No space left"):
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


def test_a_run_for_which_there_is_no_gpu_here_says_so_and_is_begun_once_there_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def card(number: int) -> Gpu:
        return Gpu(number, f"GPU-{number}", "H100", 80, 80, 0)

    (run,) = queue(store)
    record = run.record | {"config": {"training": {"device": "auto", "threads": 1, "epochs": 1}}}
    write_json(run.folder / "config.json", record)
    with run.change_state() as state:
        state.update(gpus=["7"], gpu_memory=40 * 2**30)
    seen = Devices(1, Driver("550", (card(0),)))
    monkeypatch.setattr(dispatching, "find_devices", lambda: seen)
    worker = Dispatcher(store, hold(store.root / dispatcher.LOCK), seen)
    worker.step()
    assert (standing(run).status, standing(run).reason) == ("queued", "GPU 7 with 40.0 GiB is not there")
    seen = Devices(1, Driver("550", (card(0), Gpu(7, "GPU-7", "H100", 2**37, 2**37, 0))))
    monkeypatch.setattr(dispatching, "RENEWAL", 0.0)
    worker.work()
    assert (standing(run).status, run.state()["hindered"]) == ("finished", "")


def test_a_dispatcher_keeps_its_store_within_its_budget_when_a_run_has_ended(
    store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    (run,) = queue(store)
    (run.folder / LAST).write_bytes(bytes(2**20))
    set_budget(store, 2**19)
    Dispatcher(store, hold(store.root / dispatcher.LOCK), Devices(1)).work()
    assert statuses([run]) == ["finished"]
    assert not (run.folder / LAST).exists()
    assert f"{run.id}: removed {LAST} to stay within 512 KiB" in capfd.readouterr().err


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


def test_a_run_whose_supervisor_is_killed_before_it_begins_is_begun_by_another(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tries = kill_pythons(monkeypatch, tmp_path, 2, "launch.supervisor")
    monkeypatch.setattr(dispatching, "PAUSE", 0.01)
    (run,) = queue(store)
    Dispatcher(store, hold(store.root / dispatching.LOCK)).work()
    assert statuses([run]) == ["finished"]
    assert len(tries.read_text().splitlines()) == 3


def test_a_run_that_is_resumed_while_its_end_is_judged_is_begun_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = queue(store, end="failed")
    resumed: list[str] = []

    def resume_once(judged: Run) -> bool:
        if not resumed:
            resumed.extend(one.id for one in resume_runs(store, [Run(judged.folder)]).runs)
        return False

    monkeypatch.setattr(dispatching, "_goes_on", resume_once)
    Dispatcher(store, hold(store.root / dispatching.LOCK)).work()
    assert resumed == [run.id]
    assert statuses([run]) == ["failed"]
    assert len(run.state()["earlier"]) == 1
