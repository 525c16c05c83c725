"""The panes of a run's screen: each is made when it is first looked at."""

import asyncio

import pytest

from store.store import Store
from tests.tui.screens import NARROW, WIDE, settled, until
from tests.tui.test_app_run import opened
from tui.app import Backslide
from tui.screens.run import RunScreen
from tui.screens.run_panes import PANES
from tui.widgets.table import LineTable


async def test_panes_asked_for_at_once_are_made_once_and_the_last_is_shown(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/1")
        await asyncio.gather(*map(screen.action_pane, (8, 8, 7, 3)))
        await pilot.pause()
        assert [pane.NAME for pane in screen.panes if pane.display] == ["Settings"]
        assert screen.pane == 3


@pytest.mark.parametrize("number", range(1, len(PANES) + 1))
async def test_a_run_opens_on_any_pane_which_has_the_keys_and_what_there_is(store: Store, number: int) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = RunScreen(store, store.find("decline/tuned/1"), number)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.shown.is_mounted, "the pane")
        await settled(pilot)
        assert (screen.pane, list(screen.made_panes())) == (number, [screen.shown])
        assert screen.focused is None or screen.shown in screen.focused.ancestors
        assert screen.focused is not None or not screen.shown.query(LineTable)


@pytest.mark.parametrize("key", ["q", "escape"])
@pytest.mark.parametrize("number", [1, 6, 7])
async def test_a_run_can_be_left_at_any_moment_of_its_opening(store: Store, number: int, key: str) -> None:
    for moment in range(0, 60, 12):
        app = Backslide(store)
        async with app.run_test(size=WIDE) as pilot:
            app.push_screen(RunScreen(store, store.find("decline/tuned/1"), number))
            await asyncio.sleep(moment / 1000)
            app.simulate_key(key)
            await pilot.pause()
            await settled(pilot)
