import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import liveness
from store.files import hold, read_json
from store.history import History
from store.liveness import Machine, this_machine
from store.run import EVENTS, EXIT, LOCK, RECORD, STATE, Run
from store.status import ENDED, LONG_SILENCE, SILENCE, Status
from tests.support.stores import add_run

HERE = this_machine().as_evidence()
NOW = time.time()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return add_run(tmp_path, status=Status.QUEUED)


@pytest.fixture
def held(run: Run) -> Iterator[None]:
    descriptor = hold(run.folder / LOCK)
    yield
    os.close(descriptor)


def launch(run: Run, **evidence: Any) -> None:
    with run.change_state() as state:
        state["launched"] = {"t": NOW - 10, "pid": 1, **HERE, **evidence}


def tell(run: Run, kind: str, t: float = NOW - 5, **fields: Any) -> None:
    import orjson

    with (run.folder / EVENTS).open("ab") as file:
        file.write(orjson.dumps({"t": t, "kind": kind, **fields}) + b"\n")


def exits(run: Run, t: float = NOW, **fields: Any) -> None:
    from store.files import write_json

    write_json(run.folder / EXIT, {"status": None, "signal": None, "ended": t, "peak_memory": 1, **fields})


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


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ({"signal": signal.SIGKILL}, Status.FAILED, "killed by SIGKILL"),
        (
            {"signal": signal.SIGKILL, "short_of_memory": True},
            Status.FAILED,
            "killed by SIGKILL while the kernel killed for want of memory (RAM, not the GPU's)",
        ),
        ({"signal": 99}, Status.FAILED, "killed by signal 99"),
        ({"status": 3}, Status.FAILED, "exited with status 3"),
        ({"status": 0}, Status.FAILED, "exited without saying how it ended"),
    ],
)
def test_an_exit_without_a_word_is_a_failure_with_its_reason(
    run: Run, code: dict[str, Any], status: Status, reason: str
) -> None:
    launch(run)
    exits(run, **code)
    assert (run.standing().status, run.standing().reason) == (status, reason)


def test_a_run_that_had_to_be_killed_after_a_stop_is_stopped(run: Run) -> None:
    launch(run)
    with run.change_state() as state:
        state["stop_requested"] = NOW
    exits(run, signal=signal.SIGKILL)
    assert run.standing().status is Status.STOPPED


def test_a_run_that_failed_by_itself_after_it_was_asked_to_stop_has_failed(run: Run) -> None:
    launch(run)
    with run.change_state() as state:
        state["stop_requested"] = NOW
    exits(run, status=3)
    assert (run.standing().status, run.standing().reason) == (Status.FAILED, "exited with status 3")


@pytest.mark.parametrize("end", ["finished", "failed", "stopped"])
def test_what_the_child_said_last_counts_before_how_it_exited(run: Run, end: str) -> None:
    launch(run)
    tell(run, "started")
    tell(run, end, reason="a reason", advice="an advice")
    exits(run, status=1)
    assert (run.standing().status, run.standing().reason) == (Status(end), "a reason; an advice")


@pytest.mark.usefixtures("held")
def test_the_end_of_an_earlier_launch_does_not_count(run: Run) -> None:
    tell(run, "stopped", t=NOW - 100)
    exits(run, t=NOW - 99, status=0)
    launch(run)
    assert run.standing().status is Status.RUNNING


@pytest.mark.parametrize("end", ["stopped", "failed"])
def test_a_run_that_is_killed_before_it_says_a_word_has_not_ended_as_an_earlier_launch_did(run: Run, end: str) -> None:
    tell(run, "started", t=NOW - 101, pid=2)
    tell(run, end, t=NOW - 100)
    launch(run, child=3)
    with run.change_state() as state:
        state["earlier"] = [state["launched"] | {"t": NOW - 102, "child": 2}]
    exits(run, signal=9, launched=NOW - 10)
    assert (run.standing().status, run.standing().reason) == (Status.FAILED, "killed by SIGKILL")


@pytest.mark.usefixtures("held")
def test_an_exit_that_names_an_earlier_launch_does_not_count_whatever_the_clock_says(run: Run) -> None:
    launch(run)
    exits(run, t=NOW + 3600, status=1, launched=NOW - 100)
    assert run.standing().status is Status.RUNNING


def test_the_child_of_an_earlier_launch_does_not_count(run: Run) -> None:
    tell(run, "started", t=NOW, pid=os.getpid())
    launch(run, t=NOW + 1)
    assert run.standing().status is Status.LOST


def test_an_exit_that_is_written_while_one_looks_at_the_lock_is_seen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def let_go(_: Path) -> bool:
        exits(run, status=3)
        return False

    launch(run)
    monkeypatch.setattr("store.run.is_locked", let_go)
    assert (run.standing().status, run.standing().reason) == (Status.FAILED, "exited with status 3")


def test_an_end_that_is_told_before_the_exit_is_seen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(run: Run) -> dict[str, Any] | None:
        tell(run, "finished")
        exits(run, status=0)
        return read_json(run.folder / EXIT)

    launch(run)
    monkeypatch.setattr(Run, "exit", end)
    assert run.standing().status is Status.FINISHED


def test_a_clock_that_was_set_back_hides_no_end(run: Run) -> None:
    launch(run)
    tell(run, "finished", t=NOW - 3600)
    exits(run, t=NOW - 3599, status=0, launched=run.state()["launched"]["t"])
    assert run.standing().status is Status.FINISHED


def test_a_clock_that_was_set_back_hides_no_end_of_a_run_that_went_on(run: Run) -> None:
    launch(run, child=2)
    with run.change_state() as state:
        state["earlier"] = [state["launched"]]
    tell(run, "started", t=NOW - 3601, pid=2)
    tell(run, "finished", t=NOW - 3600)
    exits(run, t=NOW - 3599, status=0, launched=NOW - 10)
    assert run.standing().status is Status.FINISHED


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


def test_a_process_lives_only_as_the_one_that_it_was() -> None:
    assert liveness.process_lives(os.getpid(), time.time())
    assert not liveness.process_lives(os.getpid(), 1.0)
    assert not liveness.process_lives("7", time.time())
    assert not liveness.process_lives(2**22 + 1, time.time())


def test_a_process_that_has_ended_lives_no_more_though_nobody_has_waited_for_it() -> None:
    with subprocess.Popen(["true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert Path(f"/proc/{child.pid}").exists()
        assert not liveness.process_lives(child.pid, time.time())


def test_evidence_names_host_boot_and_namespace() -> None:
    assert set(Machine("h", "b", "n").as_evidence()) == {"host", "boot_id", "pid_namespace"}
    assert liveness.same_machine(HERE)
    assert not liveness.same_machine(HERE | {"boot_id": "another"})


def test_a_standing_says_since_when(run: Run) -> None:
    launch(run)
    tell(run, "started")
    tell(run, "finished", t=NOW)
    assert run.standing().since == NOW
    assert (run.folder / RECORD).exists()
    assert (run.folder / STATE).exists()
    assert isinstance(run.history(), History)


def test_an_earlier_want_of_memory_does_not_halve_a_run_that_was_killed_since(run: Run) -> None:
    launch(run, t=NOW - 5, child=12)
    with run.change_state() as state:
        state.update(halvings=1, earlier=[{"t": NOW - 100, "pid": 1, "child": 11}])
    tell(run, "started", t=NOW - 60, pid=11)
    tell(run, "failed", t=NOW - 50, reason="out of memory", cause="out of memory")
    exits(run, signal=signal.SIGKILL, launched=NOW - 5)
    assert run.standing().status is Status.FAILED
