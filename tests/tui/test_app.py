"""The app itself: help, theme, quitting, the clipboard."""

import pytest
from textual.events import Key

from store.errors import StoreError
from store.status import Status
from store.store import Store
from tests.tui.screens import WIDE, text_of, until
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.help import Help, KeyTable
from tui.screens.runs import RunsScreen
from tui.watcher import RowsChanged
from tui.widgets.filterline import FilterLine
from tui.widgets.runtable import RunTable


async def test_on_a_small_screen_help_explains_the_key_under_the_cursor_whole(store: Store) -> None:
    async with Backslide(store).run_test(size=(60, 24)) as pilot:
        await pilot.press("e", "f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help), "help")
        shown = ""
        for _ in pilot.app.screen.query_one(KeyTable).rows:
            await pilot.press("down")
            await pilot.pause()
            shown += " ".join(text_of(pilot.app).replace("│", " ").split())
        assert "needs `set -g set-clipboard on` or `allow-passthrough on`" in shown


async def test_ctrl_c_says_which_key_closes_the_app(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("ctrl+c")
        await until(pilot, lambda: pilot.app._notifications, "a word")
        assert [one.message for one in pilot.app._notifications] == ["q closes the app; training goes on"]


async def test_keys_that_come_in_one_burst_go_where_the_first_has_led(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("down")
        for key in ("slash", "x", "y"):
            pilot.app.post_message(Key(key, "/" if key == "slash" else key))
        await until(pilot, lambda: pilot.app.screen.query(FilterLine), "the filter")
        await until(pilot, lambda: pilot.app.screen.query_one(FilterLine).value == "xy", "what was typed")
        assert isinstance(pilot.app.screen, RunsScreen)
        assert len(store.rows()) == 8


async def test_a_question_is_not_answered_by_a_key_that_was_pressed_before_it_was_seen(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        for key in "sy":
            pilot.app.post_message(Key(key, key))
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Ask)
        assert Status.STOPPING not in {row.status for row in store.rows()}
        await pilot.press("y")
        await until(pilot, lambda: Status.STOPPING in {row.status for row in store.rows()}, "the stop")


async def test_a_question_stands_alone_on_the_screen(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        pilot.app.notify("a run has finished")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        assert list(pilot.app._notifications) == []


async def test_the_theme_changes_at_a_key(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        assert pilot.app.theme == "backslide-dark"
        await pilot.press("t")
        assert pilot.app.theme == "backslide-light"
        await pilot.press("t")
        assert pilot.app.theme == "backslide-dark"


async def test_q_closes_the_app_and_ends_the_watcher(store: Store) -> None:
    app = Backslide(store)
    async with app.run_test() as pilot:
        await until(pilot, app._watcher.is_alive)
        await pilot.press("q")
    app._watcher.join(5)
    assert not app._watcher.is_alive()


async def test_news_that_come_while_the_app_closes_reach_no_screen(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Backslide(store)
    closing = app._close_all

    async def close_with_news() -> None:
        await app.screen.query_one(RunTable).remove()
        app.on_rows_changed(RowsChanged(store.rows()))
        await closing()

    async with app.run_test():
        monkeypatch.setattr(app, "_close_all", close_with_news)


async def test_a_notification_shows_its_text_literally(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RunsScreen)
        with screen.errors_told():
            raise StoreError("there is no run '[red]x[/]'")
        await until(pilot, lambda: "there is no run '[red]x[/]'" in text_of(pilot.app), "the notification")
        screen.notify("[red]y[/] \x1b]0;EVIL\x07\nand more")
        await until(pilot, lambda: "and more" in text_of(pilot.app), "the other one")
        assert "[red]y[/] ␛]0;EVIL␇" in text_of(pilot.app)


async def test_text_reaches_the_clipboard_of_the_terminal(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app, written = Backslide(store), []
    async with app.run_test():
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        app.copy_to_clipboard("| a |")
        assert app.clipboard == "| a |"
    assert "\x1b]52;c;fCBhIHw=\a" in written[0]
