"""How a run ended: what its child said, how it exited, and to which launch that belongs."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from store.files import read_json
from store.run import EXIT, Run
from store.status import Status
from tests.store.launches import NOW, exits, launch, tell


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


def test_an_earlier_want_of_memory_does_not_halve_a_run_that_was_killed_since(run: Run) -> None:
    launch(run, t=NOW - 5, child=12)
    with run.change_state() as state:
        state.update(halvings=1, earlier=[{"t": NOW - 100, "pid": 1, "child": 11}])
    tell(run, "started", t=NOW - 60, pid=11)
    tell(run, "failed", t=NOW - 50, reason="out of memory", cause="out of memory")
    exits(run, signal=signal.SIGKILL, launched=NOW - 5)
    assert run.standing().status is Status.FAILED
