"""The screen of a run that went wrong: it failed, was deleted, never began, or its files are damaged."""

from pathlib import Path

import pytest
from textual.widgets import Static

from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.screens import NARROW, settled, text_of, until
from tests.tui.test_app_run import opened
from tui.app import Backslide
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.widgets.detail import DetailLine


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 4, epochs=8)


async def test_a_failed_run_says_why_and_what_to_change(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", variant="tuned", status=Status.FAILED)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        assert "the loss is no longer finite" in text_of(pilot.app)
        await pilot.press("4")
        await pilot.pause()
        outcome = str(screen.query_one("#outcome", Static).content)
        assert "What to change: lower optimizer.lr or clip gradients" in outcome


async def test_a_run_without_any_event_can_be_looked_at(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", status=Status.QUEUED)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/baseline/0")
        for key in "12345678":
            await pilot.press(key)
            await pilot.pause()
        assert "queued" in text_of(pilot.app)


async def test_a_run_that_is_deleted_meanwhile_closes_its_screen(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/tuned/0")
        Store(store.root).remove([store.find("decline/tuned/0").id])
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "going back")


@pytest.mark.parametrize("record", ["{}", "[1]", '{"config": 3, "experiment": "x", "baseline": "b", "variant": "v"}'])
async def test_a_damaged_run_is_told_not_crashed_on(tmp_path: Path, record: str) -> None:
    run = add_run(tmp_path / "runs")
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        (run.folder / "config.json").write_text(record)
        await pilot.app.push_screen(RunScreen(store, store.run(run.id)))
        await settled(pilot)
        await until(pilot, lambda: "`backslide doctor` says" in text_of(pilot.app), "the words at the top")
        for key in "12345678ad":
            await pilot.press(key)
        await pilot.pause()
        assert pilot.app.is_running


async def test_a_damaged_run_keeps_its_name_in_the_list_and_says_on_its_screen_what_is_wrong(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", variant="tuned", seed=3)
    (run.folder / "run.json").write_text("{")
    store = Store(tmp_path / "runs")
    store.reindex()
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "▾ decline" in text_of(pilot.app), "its experiment")
        await pilot.press("down", "down", "right", "down", "enter")
        await until(pilot, lambda: "damaged" in text_of(pilot.app).splitlines()[1], "what is wrong")
        assert "run.json" in pilot.app.screen.query_one(DetailLine).text


async def test_lines_that_cannot_be_read_are_among_the_warnings(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs")
    with (run.folder / "events.jsonl").open("a") as file:
        file.write("nonsense\n[1]\n")
    async with Backslide(Store(tmp_path / "runs")).run_test(size=NARROW) as pilot:
        await opened(pilot, Store(tmp_path / "runs"), "decline/baseline/0")
        await pilot.press("5")
        await until(pilot, lambda: "2 lines of events.jsonl could not be read" in text_of(pilot.app), "the warning")


async def test_a_run_that_broke_before_its_first_epoch_opens_on_what_it_printed(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.FAILED)
    events = run.folder / "events.jsonl"
    lines = events.read_text().splitlines(keepends=True)
    events.write_text("".join(line for line in lines if '"epoch"' not in line))
    (run.folder / "console.log").write_text("no such file: train.csv\n")
    async with Backslide(Store(tmp_path / "runs")).run_test(size=NARROW) as pilot:
        await opened(pilot, Store(tmp_path / "runs"), "decline/baseline/0")
        await until(pilot, lambda: "no such file: train.csv" in text_of(pilot.app), "what it printed")
