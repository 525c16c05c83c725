"""A run again with one change, by keys: from the list and from the run itself."""

import asyncio
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import make_store
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, until
from trainer.diagnose.again import origin_of
from tui.app import Backslide
from tui.screens.edit_setting import EditSetting
from tui.screens.pick import PickScreen
from tui.screens.run import RunScreen
from tui.widgets.detail import DetailLine


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A baseline and a tuned variant, one seed; nobody starts the dispatcher."""
    monkeypatch.setattr("trainer.diagnose.again.ensure_dispatcher", lambda _: None)
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 2)


def told(pilot: Pilot[Any]) -> str:
    return [one.message for one in pilot.app._notifications][-1]


def tuned(store: Store) -> Run:
    return next(store.run(row.id) for row in store.rows() if row.variant == "tuned")


async def choose(pilot: Pilot[Any], words: str) -> EditSetting:
    """Press the key, and go on with the setting that these words find."""
    await pilot.press("A")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen), "the settings")
    await pilot.press(*words, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
    assert isinstance(pilot.app.screen, EditSetting)
    return pilot.app.screen


async def go_to_tuned(pilot: Pilot[Any]) -> None:
    table = pilot.app.screen.table
    table.cursor = next(
        place for place, row in enumerate(table.rows) if row.kind == "variant" and row.title.startswith("tuned")
    )
    await pilot.pause()


async def test_keys_that_are_typed_before_the_settings_are_offered_do_nothing_to_the_list(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await go_to_tuned(pilot)
        for key in ("A", "space", "x"):
            pilot.app.simulate_key(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen), "the settings")
        await pilot.press("escape")
        assert (pilot.app.screen.table.marked, len(store.rows())) == (set(), 2)


async def test_the_settings_that_are_offered_are_those_of_the_run_that_was_asked_for_last(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, real = Event(), origin_of

    def first_slow(*asked: Any) -> Any:
        if not slow.is_set():
            slow.set()
            time.sleep(0.5)
        return real(*asked)

    monkeypatch.setattr("trainer.diagnose.again.origin_of", first_slow)
    async with Backslide(store).run_test() as pilot:
        await pilot.press("z", "down", "A")
        await until(pilot, slow.is_set, "the first look")
        await pilot.press("escape")
        await go_to_tuned(pilot)
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen), "the settings")
        await asyncio.sleep(0.6)
        assert "decline/tuned again" in str(getattr(pilot.app.screen, "question", ""))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_all_settings_are_offered_with_their_values_those_that_are_set_first(
    store: Store, size: tuple[int, int]
) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await go_to_tuned(pilot)
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen), "the settings")
        await pilot.pause()
        assert_looks_like(pilot.app, f"again-{size[0]}x{size[1]}")


async def test_a_change_becomes_a_run_of_its_own(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await go_to_tuned(pilot)
        editor = await choose(pilot, "optimizer.lr")
        assert (editor.query_one(Input).value, editor.scope) == ("0.003", "decline/tuned again")
        editor.query_one(Input).value = "0.02"
        await pilot.press("enter")
        await until(pilot, lambda: len(Store(store.root).rows()) == 3, "the run")
        await settled(pilot)
        assert told(pilot) == "1 run queued: decline/tuned+optimizer.lr=0.02"
    row = Store(store.root).rows()[-1]
    assert (row.name, row.status) == ("decline/tuned+optimizer.lr=0.02/0", Status.QUEUED)


async def test_what_the_plan_has_against_a_value_stands_beside_it(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        pilot.app.push_screen(RunScreen(store, tuned(store)))
        await settled(pilot)
        editor = await choose(pilot, "optimizer.lr")
        for value, problem in (("-1", "must be greater than 0"), ("0.003", "already, so nothing would be changed")):
            editor.query_one(Input).value = value
            await until(pilot, lambda said=problem: said in editor.query_one(DetailLine).text, problem)
        await pilot.press("enter")
        await settled(pilot)
        assert pilot.app.screen is editor
    assert len(store.rows()) == 2


async def test_a_method_is_turned_off_from_the_screen_of_a_run(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        pilot.app.push_screen(RunScreen(store, tuned(store)))
        await settled(pilot)
        await choose(pilot, "mixup")
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(Store(store.root).rows()) == 3, "the run")
    assert Store(store.root).rows()[-1].name == "decline/tuned-mixup/0"


async def test_runs_with_different_settings_are_not_changed_together(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("home", "A")
        await settled(pilot)
        assert told(pilot).startswith("these runs have not all the same settings")
