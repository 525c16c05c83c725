import os
import time
from pathlib import Path

import pytest

from store import liveness
from store.history import History
from store.run import EVENTS, RECORD, STATE, Run
from store.status import ENDED, LONG_SILENCE, SILENCE, Status
from tests.store.launches import NOW, launch, tell
from tests.support.stores import add_run


def test_a_new_run_is_queued(run: Run) -> None:
    assert run.standing().status is Status.QUEUED


@pytest.mark.parametrize(
    ("needed", "status", "reason"),
    [
        (Status.QUEUED, Status.WAITING, "waits for decline/source/0"),
        (Status.UNKNOWN, Status.WAITING, "waits for decline/source/0"),
        (Status.FINISHED, Status.QUEUED, ""),
        (Status.FAILED, Status.SKIPPED, "needs decline/source/0, which failed"),
        (Status.STOPPED, Status.SKIPPED, "needs decline/source/0, which was stopped"),
        (Status.LOST, Status.SKIPPED, "needs decline/source/0, which was lost"),
        (Status.SKIPPED, Status.SKIPPED, "needs decline/source/0, which was skipped"),
    ],
)
def test_a_run_waits_for_what_it_needs_or_is_skipped_with_it(
    tmp_path: Path, needed: Status, status: Status, reason: str
) -> None:
    source = add_run(tmp_path, variant="source", status=needed)
    standing = add_run(tmp_path, variant="tuned", status=Status.QUEUED, needs=[source.id]).standing()
    assert (standing.status, standing.reason) == (status, reason)


def test_a_run_whose_need_is_gone_is_skipped(tmp_path: Path) -> None:
    standing = add_run(tmp_path, status=Status.QUEUED, needs=["2020-01-01-abcdefg"]).standing()
    assert (standing.status, standing.reason) == (Status.SKIPPED, "needs 2020-01-01-abcdefg, which is gone")


@pytest.mark.parametrize("need", ["../elsewhere", "..", "a/b"])
def test_a_need_never_leads_out_of_the_store(tmp_path: Path, need: str) -> None:
    assert add_run(tmp_path / "runs", status=Status.QUEUED, needs=[need]).standing().status is Status.SKIPPED


def test_runs_that_need_each_other_are_told_and_not_asked_forever(tmp_path: Path) -> None:
    one = add_run(tmp_path, status=Status.QUEUED)
    other = add_run(tmp_path, status=Status.QUEUED, needs=[one.id])
    with one.change_state() as state:
        state["depends_on"] = [other.id]
    assert one.standing().status.ended


def test_a_run_that_was_stopped_before_it_began_says_so(run: Run) -> None:
    with run.change_state() as state:
        state["stop_requested"] = NOW
    assert (run.standing().status, run.standing().reason) == (Status.STOPPED, "stopped before it began")


def test_a_run_that_a_launcher_skipped_says_why(run: Run) -> None:
    with run.change_state() as state:
        state["skipped"] = "no GPU is here"
    assert (run.standing().status, run.standing().reason) == (Status.SKIPPED, "no GPU is here")


@pytest.mark.usefixtures("held")
def test_a_run_whose_lock_is_held_is_running_and_stopping_once_asked(run: Run) -> None:
    launch(run)
    assert run.standing().status is Status.RUNNING
    with run.change_state() as state:
        state["stop_requested"] = NOW
    assert run.standing().status is Status.STOPPING


@pytest.mark.usefixtures("held")
def test_a_run_that_lives_and_writes_nothing_for_long_is_silent_with_the_time_not_dead(run: Run) -> None:
    now = time.time()
    launch(run, t=now - 3 * LONG_SILENCE)
    tell(run, "progress", t=now - LONG_SILENCE + 30)
    assert run.standing().status is Status.RUNNING
    tell(run, "progress", t=now - LONG_SILENCE - 30)
    standing = run.standing()
    assert (standing.status, standing.since) == (Status.SILENT, now - LONG_SILENCE - 30)
    assert time.strftime("%H:%M", time.localtime(now - LONG_SILENCE - 30)) in standing.reason
    tell(run, "progress", t=now)
    assert run.standing().status is Status.RUNNING


def test_a_run_whose_processes_are_gone_without_a_word_is_lost(run: Run) -> None:
    launch(run)
    tell(run, "started", pid=2**22 + 1)
    assert run.standing().status is Status.LOST


def test_a_run_whose_child_outlives_its_supervisor_runs(run: Run) -> None:
    launch(run)
    tell(run, "started", t=time.time(), pid=os.getpid())
    assert run.standing().status is Status.RUNNING
    assert "supervisor" in run.standing().reason


def test_a_run_of_another_machine_runs_while_it_is_heard_and_is_then_unknown_never_dead(run: Run) -> None:
    launch(run, host="elsewhere", boot_id="b", pid_namespace="n", t=time.time() - 2 * SILENCE)
    tell(run, "progress", t=time.time())
    assert (run.standing().status, run.standing().reason) == (Status.RUNNING, "on elsewhere")
    (run.folder / EVENTS).unlink()
    quiet = Run(run.folder)
    tell(quiet, "progress", t=time.time() - SILENCE - 1)
    assert quiet.standing().status is Status.UNKNOWN
    assert "elsewhere" in quiet.standing().reason


def test_a_run_of_another_container_of_this_host_is_not_called_dead(run: Run) -> None:
    launch(run, pid_namespace="pid:[1]")
    tell(run, "progress", t=time.time())
    assert run.standing().status is Status.RUNNING
    assert "another container" in run.standing().reason


def test_a_run_from_before_a_reboot_of_this_host_is_lost(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    launch(run, boot_id="an older boot")
    monkeypatch.setattr(liveness, "boot_time", lambda: NOW - 1)
    assert (run.standing().status, run.standing().reason) == (Status.LOST, "the machine was started anew")
    monkeypatch.setattr(liveness, "boot_time", lambda: NOW - 20)
    assert run.standing().status is not Status.LOST


def test_a_status_needs_no_right_to_write(run: Run) -> None:
    launch(run)
    before = sorted(path.name for path in run.folder.iterdir())
    run.folder.chmod(0o500)
    try:
        assert run.standing().status is Status.LOST
        assert sorted(path.name for path in run.folder.iterdir()) == before
    finally:
        run.folder.chmod(0o700)


@pytest.mark.parametrize("status", list(Status))
def test_made_up_runs_stand_where_they_should(tmp_path: Path, status: Status) -> None:
    need = [add_run(tmp_path, variant="source", status=Status.QUEUED).id] if status is Status.WAITING else []
    run = add_run(tmp_path, status=status, needs=need)
    assert run.standing().status is status
    assert status.ended is (status in ENDED)


def test_a_standing_says_since_when(run: Run) -> None:
    launch(run)
    tell(run, "started")
    tell(run, "finished", t=NOW)
    assert run.standing().since == NOW
    assert (run.folder / RECORD).exists()
    assert (run.folder / STATE).exists()
    assert isinstance(run.history(), History)
