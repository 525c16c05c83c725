"""What is new of runs that are followed."""

from pathlib import Path

import pytest

from store.events import EventWriter
from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import queue
from tui.following.news import Follower


def told(follower: Follower) -> list[tuple[str, str]]:
    return [(news.kind, news.run.id) for news in follower.news()]


def kinds(follower: Follower) -> list[str]:
    return [kind for kind, _ in told(follower)]


def write(run: Run, kind: str, **fields: object) -> None:
    with EventWriter(run.folder / "events.jsonl") as events:
        events.write(kind, **fields)


def launch(run: Run) -> None:
    with run.change_state() as state:
        state["launched"] = {"t": 1.0, "host": "elsewhere"}


def test_a_run_is_followed_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    (run,) = queue(Store(tmp_path))
    follower = Follower([run])
    assert kinds(follower) == []
    launch(run)
    write(run, "started")
    assert kinds(follower) == ["begun", "progress"]
    write(run, "progress", epoch=1, step=1, steps=2)
    assert kinds(follower) == ["progress"]
    write(run, "epoch", epoch=1, metrics={})
    assert kinds(follower) == ["epoch", "progress"]
    write(run, "finished")
    assert kinds(follower) == ["over"]
    assert not follower.open


def test_what_happened_between_two_looks_is_told_in_its_order(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.FINISHED)
    assert kinds(Follower([run])) == ["begun", "epoch", "over"]


def test_a_run_that_waits_costs_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = queue(Store(tmp_path), 3)
    follower = Follower(runs)
    told(follower)
    monkeypatch.setattr(Run, "standing", lambda _: pytest.fail("it was read"))
    assert told(follower) == []


def test_a_run_is_skipped_as_soon_as_the_one_that_it_needs_is_over(tmp_path: Path) -> None:
    one, two = queue(Store(tmp_path), 2)
    with two.change_state() as state:
        state["depends_on"] = [one.id]
    follower = Follower([two, one])
    told(follower)
    launch(one)
    write(one, "failed", reason="no")
    assert told(follower)[-1] == ("over", one.id)
    assert told(follower) == [("over", two.id)]


def test_a_run_that_is_stopped_before_it_begins_is_over(tmp_path: Path) -> None:
    (run,) = queue(Store(tmp_path))
    follower = Follower([run])
    told(follower)
    with run.change_state() as state:
        state["stop_requested"] = 1.0
    assert kinds(follower) == ["over"]
