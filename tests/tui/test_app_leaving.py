"""A key that is pressed twice leaves one screen, and never takes away the one below."""

import pytest

from store.store import Store
from tests.tui.screens import settled, until
from tui.app import Backslide
from tui.screens.explain import Explain
from tui.screens.home import HomeScreen
from tui.screens.runs import RunsScreen

OPENED_AND_LEFT = [
    ("y", "y"),
    ("o", "enter"),
    ("c", "escape"),
    ("e", "enter"),
    ("question_mark", "escape"),
    ("ctrl+p", "enter"),
    ("i", "escape"),
    ("v", "escape"),
    ("n", "escape"),
]


@pytest.mark.parametrize(("opened", "left"), OPENED_AND_LEFT)
async def test_keys_that_leave_pressed_at_once_leave_the_app_where_it_was(
    store: Store, opened: str, left: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("work"))
    app = Backslide(store)
    async with app.run_test() as pilot:
        await pilot.press("z", "down", "down")
        await pilot.press(opened)
        await settled(pilot)
        for _ in range(3):
            app.simulate_key(left)
        await settled(pilot)
        assert (app.is_running, type(app.screen_stack[0])) == (True, RunsScreen)


async def test_a_screen_that_is_told_to_leave_while_another_lies_on_it_takes_nothing_away(store: Store) -> None:
    app = Backslide(store)
    async with app.run_test() as pilot:
        await pilot.press("H")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")
        home = app.screen
        await app.push_screen(Explain("above", "it"))
        home.dismiss()
        await pilot.pause()
        assert isinstance(app.screen, Explain)
        await pilot.press("escape", "escape")
        assert len(app.screen_stack) == 1
