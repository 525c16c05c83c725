"""Views that are kept, and what is there again when the app is opened again."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.tui.runs_scene import screen_of, titles
from tests.tui.screens import WIDE, settled, text_of, until
from tui.app import Backslide
from tui.keeping.views import kept_views
from tui.listing.order import Order
from tui.listing.view import View
from tui.screens.diff import DiffScreen
from tui.screens.run import RunScreen


async def close(pilot: Pilot[Any]) -> None:
    await pilot.press("q")
    await pilot.pause()


async def test_a_view_is_kept_under_a_name_taken_again_and_forgotten(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("b", "slash", *"tuned", "enter", "v", *"mine", "enter")
        await until(pilot, kept_views, "the view")
        assert kept_views() == {"mine": View("tuned", grouping="variant")}
        await pilot.press("v", *"usual", "enter")
        await until(pilot, lambda: screen_of(pilot).view == View(), "the usual view")
        assert titles(pilot)[0] == "decline"
        await pilot.press("v", *"mine", "enter")
        await until(pilot, lambda: titles(pilot) == ["decline/tuned"], "the kept view")
        await pilot.press("v", *"mine", "ctrl+x")
        await until(pilot, lambda: not kept_views(), "the view is forgotten")


async def test_views_are_told_by_what_they_do(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("b", "v", *"mine")
        await pilot.pause()
        assert "keep under this name: grouped by variant" in text_of(pilot.app)


async def test_a_view_that_cannot_be_kept_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("v", *"mine", "enter")
        await until(pilot, lambda: len(pilot.app._notifications), "the problem")
        assert "cannot be written" in next(iter(pilot.app._notifications)).message


async def test_order_filter_marks_folds_and_cursor_are_there_again(store: Store) -> None:
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"a", "enter", "o", *"best", "enter")
        await settled(pilot)
        await pilot.press("down", "down", "space", "right")
        before = titles(pilot), screen_of(pilot).state()
        await close(pilot)
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: screen_of(pilot).table.marked, "the marks")
        assert (titles(pilot), screen_of(pilot).state()) == before
        assert screen_of(pilot).list.order == Order("best")
        assert screen_of(pilot).focused is screen_of(pilot).table


@pytest.mark.parametrize(("keys", "kind"), [(["z", "down", "down", "enter", "3"], RunScreen), (["d"], DiffScreen)])
async def test_the_screen_that_was_left_is_open_again_and_leads_back_to_the_list(
    store: Store, keys: list[str], kind: type[RunScreen | DiffScreen]
) -> None:
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await pilot.press(*keys)
        await settled(pilot)
        assert isinstance(pilot.app.screen, kind)
        bookmark = pilot.app.screen.bookmark()
        await close(pilot)
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, kind), "the screen")
        assert isinstance(pilot.app.screen, kind)
        assert pilot.app.screen.bookmark() == bookmark
        await settled(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert titles(pilot)[0] == "decline"


async def test_what_has_gone_since_is_left_out(store: Store) -> None:
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await pilot.press("z", "down", "down", "space", "up", "enter")
        await settled(pilot)
        gone = pilot.app.screen.bookmark()[1]  # type: ignore[attr-defined]
        await close(pilot)
    store.remove([gone], force=True)
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await pilot.pause()
        await settled(pilot)
        assert gone not in screen_of(pilot).table.marked


async def test_an_app_that_is_killed_remembers_what_it_showed_a_moment_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.KEEP_SECONDS", 0.05)
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await pilot.press("b")
        await pilot.pause(0.3)
        pilot.app.exit()
    async with Backslide(store, remembers=True).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: titles(pilot)[0] != "decline", "the grouping")
