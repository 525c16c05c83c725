"""The time line of a run's screen, by its keys."""

import time
from pathlib import Path

import pytest

from store.events import EventWriter
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.tui.screens import NARROW, text_of, until
from tests.tui.test_app_run import opened
from tui.app import Backslide
from tui.screens.explain import Explain
from tui.widgets.eventtable import EventTable

pytestmark = pytest.mark.usefixtures("utc")


async def test_what_happens_arrives_while_the_run_goes_on_and_epochs_stay_one_line(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING, epochs=20)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        await pilot.press("7")
        await until(pilot, lambda: "1 to 10, 1.5s each" in text_of(pilot.app), "the epochs")
        table = screen.query_one(EventTable)
        before = len(table.rows)
        with EventWriter(run.folder / "events.jsonl") as writer:
            writer.write("epoch", epoch=11, metrics={"val.accuracy": 0.5}, seconds=1.0)
            await until(pilot, lambda: "1 to 11" in text_of(pilot.app), "the epoch")
            writer.write("warning", setting="optimizer.lr", text="[b]too large[/b]")
            await until(pilot, lambda: "optimizer.lr: [b]too large[/b]" in text_of(pilot.app), "the warning")
            with run.change_state() as state:
                state["stop_requested"] = time.time()
            await until(pilot, lambda: "stop asked" in text_of(pilot.app), "the request")
        assert len(table.rows) - before in {1, 2}, "a new day may have its line"


@pytest.mark.parametrize("key", ["enter", "i"])
async def test_a_key_shows_all_that_an_event_says(tmp_path: Path, key: str) -> None:
    add_run(tmp_path / "runs", variant="tuned")
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("7")
        table = screen.query_one(EventTable)
        await until(pilot, lambda: table.rows and screen.focused is table, "the time line")
        place = next(place for place, row in enumerate(table.rows) if row.what == "began")
        table.cursor = place
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, Explain), "all of it")
        await pilot.press("down")
        await until(pilot, lambda: "parameters: 61000" in text_of(pilot.app), "what lies below")


async def test_a_run_that_waits_has_a_time_line_too_and_its_other_panes_do_not_read_it(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", status=Status.QUEUED)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        assert not screen.query(EventTable)
        await pilot.press("7")
        table = screen.query_one(EventTable)
        await until(pilot, lambda: len(table.rows) == 2, "the time line")
        assert "queued" in text_of(pilot.app)


async def test_the_row_under_the_cursor_is_told_of_whenever_one_comes_to_it(tmp_path: Path) -> None:
    add_run(tmp_path / "runs")
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/baseline/0")
        for keys in ("7", "up"), ("1", "7"):
            await pilot.press(*keys)
            await until(pilot, lambda: "finished: after epoch 5" in text_of(pilot.app), "the detail")
