"""Going on with runs that ended too early, whose children are stand-ins; `tests/trainer/engine` resumes training."""

import os
import signal
from pathlib import Path

import pytest

from store.files import hold
from store.run import LOCK, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import begin, events, queue, standing, started, statuses, use_stand_ins, wait_until
from trainer.launch import resume as resuming
from trainer.launch.board import Board
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.resume import halve_batches, resume_runs
from trainer.launch.stop import request_stop


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)


def test_a_stopped_run_goes_on_as_the_same_run_and_keeps_its_epochs(store: Store) -> None:
    run = begin(store)
    request_stop(store, [run])
    wait_until(lambda: standing(run).status is Status.STOPPED)
    assert "resume goes on after epoch" in standing(run).reason
    resume_runs(store, [run])
    ensure_dispatcher(store)
    wait_until(lambda: standing(run).status is Status.FINISHED)
    assert [event["epoch"] for event in events(run, "epoch")] == [1, 2, 3, 4]
    assert len(run.state()["earlier"]) == 1
    assert len(events(run, "resumed")) == 1


@pytest.mark.parametrize("killed", ["child", "everything"])
def test_a_run_whose_processes_were_killed_goes_on(store: Store, killed: str) -> None:
    run = begin(store)
    launched = run.state()["launched"]
    if killed == "everything":
        os.kill(launched["pid"], signal.SIGKILL)
    os.kill(launched["child"], signal.SIGKILL)
    wait_until(lambda: standing(run).status.ended)
    assert "resume goes on after epoch" in standing(run).reason
    resume_runs(store, [run])
    ensure_dispatcher(store)
    wait_until(lambda: standing(run).status is Status.FINISHED)
    assert [event["epoch"] for event in events(run, "epoch")] == [1, 2, 3, 4]


def test_what_was_skipped_because_of_a_run_waits_for_it_again_and_is_done(store: Store) -> None:
    first = queue(store, epochs=2, seconds=30)
    second = queue(store, needs=first)
    third = queue(store, needs=second)
    ensure_dispatcher(store)
    wait_until(lambda: started(first[0]))
    request_stop(store, first)
    wait_until(lambda: statuses([*first, *second, *third]) == ["stopped", "skipped", "skipped"])
    resumed = resume_runs(store, first)
    assert [run.id for run in resumed.revived] == [second[0].id, third[0].id]
    assert statuses([*first, *second, *third]) == ["queued", "waiting", "waiting"]
    assert [str(row.status) for row in Store(store.root).rows()] == ["queued", "waiting", "waiting"]
    request_stop(store, [*first, *second, *third])


def test_a_dispatcher_that_has_dropped_skipped_runs_does_them_once_their_start_is_done(store: Store) -> None:
    first = queue(store, epochs=3, seconds=0.3)
    second = queue(store, needs=first)
    other = queue(store, epochs=1, seconds=4)
    ensure_dispatcher(store)
    wait_until(lambda: events(first[0], "checkpoint"))
    request_stop(store, first)
    wait_until(lambda: statuses([*first, *second]) == ["stopped", "skipped"])
    assert statuses(other) == ["running"], "the dispatcher lives on"
    resume_runs(store, first)
    ensure_dispatcher(store)
    wait_until(lambda: statuses([*first, *second]) == ["finished", "finished"])


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.FINISHED, "has finished; `backslide retry"),
        (Status.RUNNING, "is running; only a run that has ended"),
        (Status.QUEUED, "is queued; only a run that has ended"),
        (Status.UNKNOWN, "is unknown; only a run that has ended"),
    ],
)
def test_what_is_done_or_under_way_is_not_resumed_nor_is_what_was_named_with_it(
    store: Store, status: Status, sentence: str
) -> None:
    ended, other = add_run(store.root, status=Status.STOPPED), add_run(store.root, status=status)
    before = (ended.folder / "run.json").read_bytes()
    with pytest.raises(LaunchError, match=sentence):
        resume_runs(store, [ended, other])
    assert (ended.folder / "run.json").read_bytes() == before


def test_a_run_whose_start_has_not_finished_is_resumed_only_with_it(store: Store) -> None:
    start = add_run(store.root, variant="start", status=Status.STOPPED)
    tuned = add_run(store.root, variant="tuned", status=Status.QUEUED, needs=[start.id])
    with pytest.raises(LaunchError, match=rf"needs decline/start/0 \({start.id}\), which was stopped; resume or retry"):
        resume_runs(store, [tuned])
    resume_runs(store, [tuned, start])
    assert statuses([start, tuned]) == ["queued", "waiting"]


def test_a_run_whose_start_is_gone_is_not_resumed(store: Store) -> None:
    run = add_run(store.root, status=Status.QUEUED, needs=["2020-01-01-abcdefg"])
    with pytest.raises(LaunchError, match="needs 2020-01-01-abcdefg, which is gone"):
        resume_runs(store, [run])


def test_a_run_is_not_resumed_while_a_process_of_it_lives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resuming, "PATIENCE", 0.05)
    run = add_run(store.root, status=Status.STOPPED)
    lock = hold(run.folder / LOCK)
    with pytest.raises(LaunchError, match="a process of it is still alive"):
        resume_runs(store, [run])
    os.close(lock)
    resume_runs(store, [run])
    assert statuses([run]) == ["queued"]


def test_of_two_who_resume_a_run_only_one_does(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = add_run(store.root, status=Status.STOPPED)
    take, others = resuming.hold, []

    def late(path: Path, timeout: float) -> int:
        if not others:
            others.append(1)
            resume_runs(store, [run])
            with run.change_state() as state:
                state["launched"] = {"t": 1.0}  # and it has been launched meanwhile
        return take(path, timeout=timeout)

    monkeypatch.setattr(resuming, "hold", late)
    with pytest.raises(LaunchError, match="somebody else has let it go on meanwhile"):
        resume_runs(store, [run])


@pytest.mark.parametrize("before", [True, False])
def test_whoever_is_killed_while_resuming_leaves_no_end_in_the_index(
    store: Store, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    put_back = resuming._put_back

    def cut_off(run: Run, launched: object) -> None:
        if not before:
            put_back(run, launched)
        raise KeyboardInterrupt

    start = add_run(store.root, variant="start", status=Status.STOPPED)
    tuned = add_run(store.root, variant="tuned", status=Status.QUEUED, needs=[start.id])
    store.reindex()
    monkeypatch.setattr(resuming, "_put_back", cut_off)
    with pytest.raises(KeyboardInterrupt):
        resume_runs(store, [start])
    assert [str(row.status) for row in Store(store.root).rows()] == statuses([start, tuned])


def test_a_resumed_run_that_cannot_be_launched_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = add_run(store.root, status=Status.STOPPED)
    resume_runs(store, [run])
    Board(store).give_up(run, LaunchError("its supervisor did not start"))
    assert (standing(run).status, standing(run).reason) == (
        Status.SKIPPED,
        "cannot be launched: its supervisor did not start",
    )
    resume_runs(store, [run])
    assert statuses([run]) == ["queued"]


def test_a_run_that_cannot_go_on_has_its_batches_left_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.launch.resume.PATIENCE", 0.1)
    run = add_run(store.root, status=Status.FAILED)
    lock = hold(run.folder / "lock")
    with pytest.raises(LaunchError, match="a process of it is still alive"):
        resume_runs(store, [run], halve_batches)
    os.close(lock)
    assert run.state()["batch_parts"] == 1
