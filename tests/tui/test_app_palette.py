"""The palette: what acts here is found by what it is called, and done."""

from typing import Any

from textual.command import CommandList
from textual.pilot import Pilot

from store.store import Store
from tests.tui.screens import NARROW, assert_looks_like, settled, text_of, until
from tui.actions.table import active_keys
from tui.app import Backslide
from tui.screens.launch import LaunchScreen
from tui.screens.palette import KEYS, NAME, Palette
from tui.screens.runs import RunsScreen
from tui.widgets.filterline import FilterLine


def lines(pilot: Pilot[Any]) -> list[str]:
    options = pilot.app.screen.query_one(CommandList).options
    return [str(option.prompt) for option in options]


async def opened(pilot: Pilot[Any], *words: str) -> Palette:
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and lines(pilot), "the palette")
    if words:
        await pilot.press(*"".join(words))
        await settled(pilot)
    assert isinstance(pilot.app.screen, Palette)
    return pilot.app.screen


async def test_it_offers_what_acts_on_the_screen_below(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        keys = active_keys(pilot.app.screen)
        await opened(pilot)
        await settled(pilot)
        assert_looks_like(pilot.app, "palette-80x24")
        shown = lines(pilot)
        assert {key.tooltip for key in keys} - {"Find any action by its name"} == {
            line[KEYS + NAME :] for line in shown if line[0] != " "
        }
        assert [line.split() for line in shown if line[0] == " "] == [["Runs", "Go", "to", "the", "list", "of", "runs"]]


async def test_what_is_chosen_is_done_where_its_key_would_have_been_caught(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        table = pilot.app.screen.table
        await opened(pilot, "last")
        await pilot.press("enter")
        await until(pilot, lambda: table.cursor == len(table.rows) - 1, "the last row")
        await opened(pilot, "mark")
        assert lines(pilot)[0].split()[:2] == ["space", "Mark"]
        await pilot.press("enter")
        await until(pilot, lambda: table.marked, "the mark")


async def test_it_closes_and_nothing_is_done(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await opened(pilot, "quit")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")


async def test_it_opens_while_a_filter_is_typed_where_a_colon_is_a_colon(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("slash", *"status:")
        assert pilot.app.screen.query_one(FilterLine).value == "status:"
        await pilot.press("ctrl+p", "ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette")
        assert len(pilot.app.screen_stack) == 2
        await until(pilot, lambda: lines(pilot), "the actions")
        assert any("clear the filter" in line for line in lines(pilot))


async def test_screens_are_opened_from_anywhere(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("e", "ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and lines(pilot), "the palette")
        await pilot.press(*"launch", "enter")
        await until(pilot, lambda: LaunchScreen in map(type, pilot.app.screen_stack), "the launch screen")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and lines(pilot), "the palette")
        await pilot.press(*"golist")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")
        assert len(pilot.app.screen_stack) == 1


async def test_what_is_found_by_no_word_says_so(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, "qqzz")
        await until(pilot, lambda: "No matches found" in text_of(pilot.app), "a word of it")
