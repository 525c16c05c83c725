"""The console of a run, by its keys."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.screens import text_of, until
from tui.run.console.pattern import Pattern
from tui.run.console.search import Hit, Search
from tui.widgets.console import Console
from tui.widgets.searchline import SearchLine

LARGE = 300_000
"""Lines that are more than can be counted at once."""


class ConsoleApp(App[None]):
    """A console, of which only the end is known where it does not count by itself."""

    def __init__(self, path: Path, *, counts: bool = True) -> None:
        super().__init__()
        self.path, self.counts = path, counts

    def compose(self) -> ComposeResult:
        console = Console(self.path)
        if not self.counts:
            console._log.look()
        yield console

    def on_mount(self) -> None:
        self.shown.focus()
        self.shown.following = True
        self.call_after_refresh(self.shown.look if self.counts else partial(self.shown._show_end, 0))

    @property
    def shown(self) -> Console:
        return self.query_one(Console)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "console.log"


def write(path: Path, first: int, last: int) -> None:
    with path.open("a") as file:
        file.write("".join(f"line {number}\n" for number in range(first, last)))


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Begin a search and type what is looked for."""
    await pilot.press("slash")
    await until(pilot, lambda: pilot.app.query(SearchLine), "the line")
    await pilot.press(*("slash" if sign == "/" else sign for sign in text))


async def shows(pilot: Pilot[Any], *texts: str) -> None:
    await until(pilot, lambda: all(text in text_of(pilot.app) for text in texts), " and ".join(texts))


async def test_a_large_console_shows_its_end_at_once_and_all_of_it_in_the_end(path: Path) -> None:
    write(path, 0, LARGE * 2)
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, f"line {LARGE * 2 - 1}")
        await pilot.press("home")
        await shows(pilot, "▌ line 0\n", f"line 1 of {LARGE * 2:,}")
        await pilot.press("pagedown", "pagedown")
        assert app.shown.current is not None
        assert app.shown.current.text == "line 20"
        await pilot.press("end")
        await shows(pilot, f"line {LARGE * 2:,} of {LARGE * 2:,}", f"▌ line {LARGE * 2 - 1}")


async def test_the_beginning_shows_as_soon_as_it_is_known_when_it_was_asked_for_before(path: Path) -> None:
    write(path, 0, LARGE)
    app = ConsoleApp(path, counts=False)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "indexing 0%")
        await pilot.press("home")
        app.shown.count()
        await shows(pilot, "▌ line 0\n", "line 1 of")


async def test_lines_stay_on_screen_while_those_before_them_are_counted(path: Path) -> None:
    write(path, 0, LARGE * 2)
    app = ConsoleApp(path, counts=False)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "indexing 0%")
        await pilot.press("up", "up")
        shown = text_of(app).splitlines()[1:]
        app.shown.count()
        await shows(pilot, f"of {LARGE * 2:,}")
        assert [line[:30] for line in text_of(app).splitlines()[1:]] == [line[:30] for line in shown]
        assert not app.shown.following


async def test_the_end_is_followed_until_a_key_goes_up_and_new_lines_are_counted(path: Path) -> None:
    write(path, 0, 50)
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "line 49")
        write(path, 50, 60)
        await shows(pilot, "▌ line 59")
        await pilot.press("up")
        write(path, 60, 97)
        await shows(pilot, "+37 new, end follows", "▌ line 58")
        await pilot.press("G")
        await shows(pilot, "▌ line 96")
        assert "new" not in text_of(app)


async def test_a_progress_bar_is_one_line_in_its_last_state(path: Path) -> None:
    path.write_text("start\n")
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "start")
        for step in (1, 2, 3):
            with path.open("a") as file:
                file.write(f"\r{step}/3 |{'#' * step:3}|")
            await shows(pilot, f"▌ {step}/3 |")
        assert len(app.shown.rows) == 2


async def test_a_console_that_was_replaced_begins_again(path: Path) -> None:
    write(path, 0, 50)
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "line 49")
        await pilot.press("home")
        path.write_text("anew\n")
        await shows(pilot, "▌ anew", "line 1 of 1")


async def test_what_is_typed_is_found_while_it_is_typed_and_marked(path: Path) -> None:
    write(path, 0, 2_000)
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "line 1999")
        await typed(pilot, "ine 1")
        await shows(pilot, "▌ line 1999", '"ine 1"')
        await pilot.press("5", "0")
        await shows(pilot, "▌ line 1509", '"ine 150"')
        marked = [segment.text for segment in app.shown.render_line(1 + app.shown.cursor - app.shown.scroll_offset.y)]
        assert "ine 150" in marked
        await pilot.press("enter")
        await until(pilot, lambda: not app.query(SearchLine), "the end of typing")
        assert app.focused is app.shown
        await pilot.press("n")
        await shows(pilot, "▌ line 150\n", '"ine 150", from the beginning again')
        await pilot.press("N")
        await shows(pilot, "▌ line 1509", '"ine 150", from the end again')
        await pilot.press("N")
        await shows(pilot, "▌ line 1508")
        await pilot.press("escape")
        await until(pilot, lambda: '"ine' not in text_of(app), "nothing looked for")
        assert app.shown.current is not None
        assert app.shown.current.text == "line 1508"


async def test_leaving_the_line_by_escape_goes_back_to_where_one_was(path: Path) -> None:
    write(path, 0, 2_000)
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "line 1999")
        await typed(pilot, "line 7")
        await shows(pilot, "▌ line 799")
        assert not app.shown.following
        await pilot.press("escape")
        await shows(pilot, "▌ line 1999")
        assert app.shown.following
        await pilot.press("up", "up")
        await typed(pilot, "line 7")
        await shows(pilot, "▌ line 799")
        await pilot.press("escape")
        await shows(pilot, "▌ line 1997")
        assert not app.query(SearchLine)


@pytest.mark.parametrize(
    ("text", "told"),
    [("nowhere", 'no line has "nowhere"'), ("/(a/", "/(a/ is not a regular expression: missing ), unterminated")],
)
async def test_what_is_not_there_and_what_is_no_expression_is_said(path: Path, text: str, told: str) -> None:
    write(path, 0, 20)
    app = ConsoleApp(path)
    async with app.run_test(size=(100, 12)) as pilot:
        await shows(pilot, "line 19")
        await typed(pilot, text)
        await shows(pilot, told, "▌ line 19")


async def test_the_only_line_that_has_it_is_told_to_be_so(path: Path) -> None:
    write(path, 0, 20)
    app = ConsoleApp(path)
    async with app.run_test(size=(100, 12)) as pilot:
        await shows(pilot, "line 19")
        await typed(pilot, "line 12")
        await pilot.press("enter", "n")
        await shows(pilot, 'only this line has "line 12"', "▌ line 12")


async def test_a_search_waits_for_what_is_not_yet_indexed_and_can_be_stopped(path: Path) -> None:
    path.write_text("needle\n")
    write(path, 0, LARGE * 2)
    app = ConsoleApp(path, counts=False)
    async with app.run_test(size=(100, 12)) as pilot:
        await shows(pilot, "indexing 0%")
        await typed(pilot, "needle")
        await shows(pilot, "searching what is not yet indexed")
        await pilot.press("enter", "escape")
        await shows(pilot, "search stopped")
        app.shown.post_message(Console.Sought(Search(Pattern("x"), 0, "up"), Hit(5), 1.0, done=True))
        await pilot.press("n")
        await shows(pilot, "searching what is not yet indexed")
        assert app.shown.following, "what an earlier search finds is no longer asked for"
        app.shown.count()
        await shows(pilot, "▌ needle")


async def test_long_lines_move_sideways_and_what_was_found_is_brought_on_screen(path: Path) -> None:
    path.write_text(f"short\n{'x' * 150}needle{'y' * 150}\n{'宽' * 60}\n")
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 8)) as pilot:
        await shows(pilot, "short", "xxx…")
        await pilot.press("right")
        await shows(pilot, "from column 29", "… 宽", "…xxx")
        assert "short" not in text_of(app)
        await pilot.press("left")
        await shows(pilot, "short")
        await pilot.press(*["right"] * 14)
        assert "yyy" in text_of(app), "there is no going beyond the longest line"
        await pilot.press(*["left"] * 14)
        await typed(pilot, "needle")
        await shows(pilot, "xneedley")


async def test_a_line_of_megabytes_is_shown_as_quickly_as_any(path: Path) -> None:
    path.write_text("before\n" + "z" * 5_000_000 + "\nafter\n")
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 8)) as pilot:
        await shows(pilot, "before", "zzz…", "▌ after", "line 3 of 3")
        await pilot.press("up", "right")
        await shows(pilot, "…zzz")


async def test_a_line_is_copied_and_it_is_said(path: Path) -> None:
    path.write_text("one\n[red]two\x1b[0m\n")
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "[red]two")
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == "[red]two␛[0m"
        assert [one.message for one in app._notifications] == ["line copied to the clipboard"]


async def test_nothing_printed_is_said(path: Path) -> None:
    path.write_text("")
    app = ConsoleApp(path)
    async with app.run_test(size=(60, 12)) as pilot:
        await shows(pilot, "nothing printed so far")
        await pilot.press("slash", "n", "y", "up", "end", "home", "right", "left")
        assert app.shown.current is None
