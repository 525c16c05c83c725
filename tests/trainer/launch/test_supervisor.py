"""The supervisor: a real process, over a real child that takes milliseconds."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from store.files import hold, is_locked
from store.liveness import process_lives
from store.run import Run
from store.store import Store
from tests.trainer.launch.scene import events, over, queue, standing, statuses, wait_until
from trainer.launch import claims, supervisor
from trainer.launch.devices import Claim
from trainer.launch.stop import request_stop
from trainer.launch.supervisor import child_command

Process = "subprocess.Popen[bytes]"


def start(run: Run, claim: Claim | None = None) -> Process:
    claim = claim or Claim("cpu", "CPU")
    command = [sys.executable, "-P", "-m", "trainer.launch.supervisor", str(run.folder), claim.as_text()]
    return subprocess.Popen(command, pass_fds=claim.descriptors)


def test_a_full_disk_is_told_apart_from_other_troubles(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (run,) = queue(store)
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        assert supervisor._told(run, OSError(errno.ENOSPC, "No space left on device")) == supervisor.NO_SPACE
        assert supervisor._told(run, OSError(errno.EFBIG, "File too large")) == 1
        with run.change_state() as state:
            state["launched"] = {"t": 1.0}
        assert supervisor._told(run, OSError(errno.ENOSPC, "No space left on device")) == 1
        monkeypatch.undo()
        with suppress(OSError):
            full.close()


def supervise(run: Run, claim: Claim | None = None, status: int = 0) -> None:
    assert start(run, claim).wait(30) == status


def started(run: Run) -> int:
    """Wait for the run's child and return its number."""
    wait_until(lambda: events(run, "started") and run.state()["launched"].get("child"))
    return int(events(run, "started")[0]["pid"])


def gone(pid: int) -> bool:
    return not process_lives(pid, time.time())


def test_a_run_that_finishes_is_written_down_whole(store: Store) -> None:
    (run,) = queue(store, epochs=2)
    supervise(run)
    assert statuses([run]) == ["finished"]
    ended = run.exit()
    assert ended is not None
    assert (ended["status"], ended["signal"]) == (0, None)
    assert 1_000_000 < ended["peak_memory"] < 10**9
    assert (run.folder / "console.log").read_text() == "epoch 1\nepoch 2\n"
    assert store.index.rows()[run.id].status == "finished"


def test_who_does_a_run_and_on_what_is_noted(store: Store) -> None:
    (run,) = queue(store)
    process = start(run, Claim("GPU-1", "H100"))
    child = started(run)
    assert process.wait(30) == 0
    launched = run.state()["launched"]
    assert (launched["pid"], launched["child"]) == (process.pid, child)
    assert (launched["device"], launched["device_name"]) == ("GPU-1", "H100")
    assert events(run, "started")[0]["visible"] == "GPU-1"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("crash", "killed by SIGSEGV; resume goes on after epoch 1"),
        ("mute", "exited with status 3"),
        ("failed", "the loss is not finite; lower optimizer.lr"),
    ],
)
def test_a_run_that_fails_says_how(end: str, reason: str, store: Store) -> None:
    (run,) = queue(store, end=end)
    supervise(run)
    assert (standing(run).status, standing(run).reason) == ("failed", reason)


def test_a_child_that_is_killed_has_failed(store: Store) -> None:
    (run,) = queue(store, seconds=60)
    process = start(run)
    os.kill(started(run), signal.SIGKILL)
    assert process.wait(30) == 0
    assert standing(run).reason == "killed by SIGKILL"


@pytest.mark.parametrize(("kills", "short"), [((3, 4), True), ((3, 3), False)])
def test_a_child_that_the_kernel_killed_for_want_of_memory_is_known(
    kills: tuple[int, int], short: bool, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter(kills)
    monkeypatch.setattr(supervisor, "oom_kills", lambda: next(counts))
    (run,) = queue(store)
    with run.change_state() as state:
        state["launched"] = {"t": 1.0}
    child = subprocess.Popen([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], process_group=0)
    watched = supervisor.Supervisor(run, Claim("cpu", "CPU"), -1)._watch(child)
    assert (watched["signal"], watched["short_of_memory"]) == (signal.SIGKILL, short)
    (tmp_path / "vmstat").write_text("pgfault 12\noom_kill 7\n")
    monkeypatch.undo()
    monkeypatch.setattr(supervisor, "VMSTAT", tmp_path / "vmstat")
    assert supervisor.oom_kills() == 7
    with run.change_state() as state:
        state["skipped"] = "it was only looked at"


def test_a_child_that_cannot_be_started_has_failed_and_the_console_says_why(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSLIDE_CHILD", "/nowhere/child.py")
    (run,) = queue(store)
    supervise(run)
    assert standing(run).reason == "exited with status 2"
    assert "/nowhere/child.py" in (run.folder / "console.log").read_text()


def test_a_request_to_stop_reaches_the_child(store: Store) -> None:
    (run,) = queue(store, seconds=60)
    process = start(run)
    started(run)
    asked = time.monotonic()
    request_stop(store, [run])
    assert process.wait(30) == 0
    assert time.monotonic() - asked < 5
    assert statuses([run]) == ["stopped"]
    assert events(run, "stopped")


def test_a_child_that_does_not_listen_is_killed_after_a_while(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSLIDE_GRACE", "0.2")
    (run,) = queue(store, seconds=60, end="deaf")
    process = start(run)
    started(run)
    request_stop(store, [run])
    assert process.wait(30) == 0
    assert (standing(run).status, standing(run).reason) == ("stopped", "did not stop by itself, killed by SIGKILL")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_supervisor_that_is_told_to_end_stops_its_child_first(number: int, store: Store) -> None:
    (run,) = queue(store, seconds=60)
    process = start(run)
    started(run)
    process.send_signal(number)
    assert process.wait(30) == 0
    assert statuses([run]) == ["stopped"]


def test_nothing_that_the_child_has_started_outlives_it(store: Store) -> None:
    (run,) = queue(store, end="worker")
    supervise(run)
    assert gone(events(run, "worker")[0]["pid"])


def test_a_run_goes_on_when_its_supervisor_is_killed_and_keeps_its_lock_and_its_device(store: Store) -> None:
    (run,) = queue(store, epochs=3, seconds=0.3)
    claimed = claims.take("cpu-0", {})
    assert claimed is not None
    process = start(run, Claim("cpu", "CPU", 1, [claimed]))
    os.close(claimed)
    started(run)
    process.kill()
    process.wait()
    assert statuses([run]) == ["running"]
    assert is_locked(run.folder / "lock")
    assert claims.take("cpu-0", {}) is None
    wait_until(lambda: over([run]))
    assert statuses([run]) == ["finished"]
    assert len(events(run, "epoch")) == 3


@pytest.mark.parametrize("noted", [True, False])
def test_a_run_whose_supervisor_was_killed_can_be_stopped(noted: bool, store: Store) -> None:
    (run,) = queue(store, seconds=60)
    process = start(run)
    started(run)
    process.kill()
    process.wait()
    if not noted:  # it was killed before it had written down who its child is
        with run.change_state() as state:
            del state["launched"]["child"]
    request_stop(store, [run])
    wait_until(lambda: over([run]))
    assert statuses([run]) == ["stopped"]


def test_a_run_whose_processes_were_all_killed_is_lost(store: Store) -> None:
    (run,) = queue(store, seconds=60)
    process = start(run)
    child = started(run)
    process.kill()
    process.wait()
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: over([run]))
    assert statuses([run]) == ["lost"]


def test_of_two_supervisors_one_does_the_run(store: Store) -> None:
    (run,) = queue(store, seconds=0.5)
    pair = [start(run), start(run)]
    assert sorted(process.wait(30) for process in pair) == [0, supervisor.LEFT_ALONE]
    assert len(events(run, "started")) == 1


@pytest.mark.parametrize(
    ("word", "value"), [("launched", {"t": 1.0}), ("stop_requested", 1.0), ("skipped", "needs another")]
)
def test_a_run_that_is_not_to_be_done_is_not_begun(word: str, value: object, store: Store) -> None:
    (run,) = queue(store)
    with run.change_state() as state:
        state[word] = value
    before = run.state()
    supervise(run, status=supervisor.LEFT_ALONE)
    assert run.state() == before
    assert run.exit() is None


def test_a_run_that_is_being_removed_is_not_begun(store: Store) -> None:
    (run,) = queue(store)
    lock = hold(run.folder / "lock")
    supervise(run, status=supervisor.LEFT_ALONE)
    os.close(lock)
    assert not run.state()["launched"]


def test_the_child_is_the_trainer_and_knows_nothing_of_the_folder_it_is_started_from(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("raise SystemExit('the wrong store')")
    monkeypatch.chdir(tmp_path)
    (run,) = queue(store)
    supervise(run)
    assert statuses([run]) == ["finished"]
    monkeypatch.delenv("BACKSLIDE_CHILD")
    assert child_command(run.folder) == [sys.executable, "-P", "-m", "trainer", "run", str(run.folder)]
