"""Resuming, retrying and pausing by keys."""

from pathlib import Path

import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.tui.screens import settled, until
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.run import RunScreen


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose dispatcher nobody starts."""
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: None)
    return Store(tmp_path / "runs")


def told(app: Backslide) -> list[str]:
    return [one.message for one in app._notifications]


def status(run: Run) -> Status:
    return Run(run.folder).standing().status


async def test_what_ended_early_goes_on_by_one_key_and_the_list_says_so(store: Store) -> None:
    stopped = add_run(store.root, status=Status.STOPPED)
    finished = add_run(store.root, seed=1)
    async with Backslide(store).run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        assert (status(stopped), status(finished)) == (Status.QUEUED, Status.FINISHED)
        await until(pilot, lambda: pilot.app.screen.list.rows[stopped.id].status is Status.QUEUED, "the new status")
        assert told(pilot.app) == ["1 run to go on"]
        await pilot.press("r")
        assert told(pilot.app)[-1].startswith("nothing here was stopped, lost or failed")


async def test_a_run_is_done_anew_after_asking(store: Store) -> None:
    failed = add_run(store.root, status=Status.FAILED)
    async with Backslide(store).run_test() as pilot:
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        assert pilot.app.screen.question == "Do 1 run anew?"
        await pilot.press("y")
        await settled(pilot)
        await until(pilot, lambda: len(Store(store.root).rows()) == 2, "the new run")
        (new,) = [run for run in map(store.run, store.ids()) if run.id != failed.id]
        assert new.record["forerunner"] == failed.id
        assert told(pilot.app) == ["1 run queued anew"]


async def test_the_same_key_pauses_and_lets_go_on(store: Store) -> None:
    run = add_run(store.root, status=Status.QUEUED)
    async with Backslide(store).run_test() as pilot:
        await pilot.press("p")
        await settled(pilot)
        assert Run(run.folder).standing().reason == "paused"
        await until(pilot, lambda: pilot.app.screen.list.rows[run.id].reason == "paused", "the pause")
        await pilot.press("p")
        await settled(pilot)
        assert Run(run.folder).standing().reason == ""
        assert told(pilot.app) == ["1 run paused · u lets it go on", "1 run to go on · u holds it back"]


async def test_what_cannot_go_on_is_told_and_nothing_changes(store: Store) -> None:
    start = add_run(store.root, variant="start", status=Status.FAILED)
    tuned = add_run(store.root, variant="tuned", status=Status.QUEUED, needs=[start.id], created=2e9)
    async with Backslide(store).run_test() as pilot:
        pilot.app.push_screen(RunScreen(store, tuned))
        await settled(pilot)
        await until(pilot, lambda: pilot.app.screen.view is not None, "the run")
        await pilot.press("r")
        await settled(pilot)
        (sentence,) = told(pilot.app)
        assert sentence.startswith(f"decline/tuned/0 ({tuned.id}) needs decline/start/0 ({start.id}), which failed; ")
        assert status(tuned) is Status.SKIPPED


@pytest.mark.parametrize("key", ["s", "r", "p", "R", "A", "x", "N", "T", "d"])
async def test_in_an_empty_store_a_key_for_runs_says_that_there_is_none(store: Store, key: str) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert told(pilot.app) == ["there is no run here"]


async def test_a_damaged_run_can_be_removed(store: Store) -> None:
    damaged = add_run(store.root)
    (damaged.folder / "run.json").write_text("{")
    store.reindex()
    async with Backslide(store).run_test() as pilot:
        await pilot.press("z")
        pilot.app.screen.point_at(damaged.id)
        await pilot.press("x")
        await until(pilot, lambda: damaged.id not in {row.id for row in store.rows()}, "the removal")
        await pilot.press("u")
        await until(pilot, lambda: "brought 1 run back from the trash" in told(pilot.app), "its return")
