"""What is typed or pasted is shown, never obeyed."""

from pathlib import Path

from textual.events import Key, Paste

from store.store import Store
from tests.tui.screens import text_of, until
from tui.app import Backslide
from tui.screens.pick import PickScreen
from tui.widgets.filterline import FilterLine
from tui.widgets.picktable import Choice


async def test_what_is_pasted_into_a_filter_is_shown_literally_and_stays_as_it_is(tmp_path: Path) -> None:
    app, pasted = Backslide(Store(tmp_path / "runs")), "a\x1b]0;EVIL\x9c\u202eb"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        line = app.screen.query_one(FilterLine)
        line.post_message(Paste(pasted))
        await until(pilot, lambda: line.value, "the value")
        assert line.value == pasted
        assert "a␛]0;EVIL\ufffd\ufffdb" in text_of(app)


async def test_a_key_that_leaves_waits_for_what_was_typed_before_it(tmp_path: Path) -> None:
    app, picked = Backslide(Store(tmp_path / "runs")), list[object]()
    async with app.run_test(size=(80, 24)) as pilot:
        choices = [Choice(name, "") for name in ("alpha", "beta", "gamma")]
        await app.push_screen(PickScreen("which", choices), picked.append)
        for key in "gam":
            app.post_message(Key(key, key))
        app.post_message(Key("enter", None))
        await until(pilot, lambda: picked, "the choice")
        assert picked == [("gamma",)]


async def test_a_key_that_edits_is_not_overtaken_by_what_is_typed_after_it(tmp_path: Path) -> None:
    app = Backslide(Store(tmp_path / "runs"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"old")
        line = app.screen.query_one(FilterLine)
        app.post_message(Key("ctrl+u", "\x15"))
        app.post_message(Paste("new"))
        await until(pilot, lambda: "new" in line.value, "what was pasted")
        await pilot.pause()
        assert line.value == "new"
