"""`backslide resume`."""

from pathlib import Path

import pytest

from store.events import EventWriter
from store.run import EVENTS, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from trainer.launch.line import pause_all
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose dispatcher nobody starts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: None)
    return Store(tmp_path / "runs")


def status(run: Run) -> str:
    return str(Run(run.folder).standing().status)


def test_a_stopped_run_goes_on_where_its_checkpoint_stands(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(store.root, status=Status.STOPPED, epochs=7)
    EventWriter(run.folder / EVENTS).write("checkpoint", epoch=7, step=3, what="last")
    assert main(["resume", run.id]) == 0
    assert status(run) == "queued"
    assert capsys.readouterr().out.splitlines() == [
        f"decline/baseline/0 ({run.id}) goes on after epoch 7 and 3 steps",
        "`backslide` shows them",
    ]


def test_of_an_experiment_all_goes_on_that_has_not_finished_but_what_was_done_anew_since(store: Store) -> None:
    names = ["stopped", "lost", "failed", "finished", "running"]
    stopped, lost, failed, *rest = [add_run(store.root, variant=name, status=Status(name)) for name in names]
    given_up = add_run(store.root, variant="failed", status=Status.STOPPED, created=1.0)
    assert main(["resume", "decline"]) == 0
    assert [status(run) for run in (stopped, lost, failed)] == ["queued"] * 3
    assert [status(run) for run in (*rest, given_up)] == ["finished", "running", "stopped"]


def test_what_follows_a_resumed_run_is_counted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    start = add_run(store.root, variant="start", status=Status.STOPPED)
    tuned = add_run(store.root, variant="tuned", status=Status.QUEUED, needs=[start.id])
    assert status(tuned) == "skipped"
    assert main(["resume", start.id]) == 0
    assert status(tuned) == "waiting"
    assert "1 run that would start from there will follow" in capsys.readouterr().out


def test_a_run_that_has_finished_is_said_to_have(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(store.root)
    assert main(["resume", run.id]) == 2
    assert capsys.readouterr().err == (
        f"decline/baseline/0 ({run.id}) has finished; `backslide retry {run.id}` does it anew, as a new run\n"
    )


def test_where_nothing_can_go_on_it_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    add_run(store.root), add_run(store.root, variant="tuned")
    assert main(["resume", "decline"]) == 2
    assert capsys.readouterr().err == ("decline: nothing to resume: none of its 2 runs has ended without being done\n")


def test_where_nothing_begins_it_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(store.root, status=Status.STOPPED)
    pause_all(store)
    assert main(["resume", run.id]) == 0
    said = "nothing begins now: the queue is paused; `backslide queue --go-on` lets runs go on"
    assert said in capsys.readouterr().out.splitlines()
