"""Jumping: a key shows labels, and a label goes where it stands."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.stores import make_store
from tests.tui.launch_scene import opened as open_launch
from tests.tui.launch_scene import small_store
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, until
from tui.app import Backslide
from tui.screens.jump import JumpScreen, Label
from tui.screens.run import RunScreen
from tui.widgets.epochtable import EpochTable
from tui.widgets.filterline import FilterLine
from tui.widgets.tabs import TabLine


async def labelled(pilot: Pilot[Any]) -> dict[tuple[int, int], str]:
    """Jump, and return the labels by their places on screen."""
    await pilot.press("semicolon")
    await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen), "the labels")
    return {(label.region.x, label.region.y): label.text for label in pilot.app.screen.query(Label)}


async def test_each_row_has_a_label_and_typing_it_goes_there(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        table = pilot.app.screen.table
        labels = await labelled(pilot)
        assert_looks_like(pilot.app, "jump-80x24")
        assert len(labels) == len(table.rows)
        await pilot.press(*labels[0, 4])
        await until(pilot, lambda: table.cursor == 2, "the row")
        assert table.has_focus


async def test_escape_and_keys_that_are_no_label_go_nowhere(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        table = pilot.app.screen.table
        await labelled(pilot)
        await pilot.press("z", "9", "q", "semicolon")
        assert isinstance(pilot.app.screen, JumpScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert (table.cursor, table.has_focus) == (0, True)


async def test_a_list_longer_than_the_alphabet_is_reached_by_two_letters(tmp_path: Path) -> None:
    store = make_store(tmp_path / "many", 45)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        table = pilot.app.screen.table
        await pilot.press("z", "end")
        await pilot.pause()
        labels = await labelled(pilot)
        last = max(labels)
        assert len(labels[last]) == 2
        await pilot.press(labels[last][0])
        assert {label.text[0] for label in pilot.app.screen.query(Label) if label.visible} == {labels[last][0]}
        await pilot.press("backspace")
        assert all(label.visible for label in pilot.app.screen.query(Label))
        await pilot.press(*labels[last])
        await until(pilot, lambda: table.cursor == table.scroll_offset.y + last[1] - table.region.y - 1, "the row")


async def test_a_filter_that_is_open_has_a_label_while_the_list_has_the_keys(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("slash", "t", "enter")
        await settled(pilot)
        line = pilot.app.screen.query_one(FilterLine)
        labels = await labelled(pilot)
        await pilot.press(labels[line.region.x, line.region.y])
        await until(pilot, lambda: line.has_focus, "the filter")


async def test_tabs_are_reached_by_labels_and_by_clicks(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = RunScreen(store, store.find("decline/baseline/0"))
        await pilot.app.push_screen(screen)
        await settled(pilot)
        tabs = screen.query_one(TabLine)
        labels = await labelled(pilot)
        await pilot.press(*labels[tabs.region.x + tabs.starts()[3], tabs.region.y])
        await until(pilot, lambda: screen.pane == 4, "the results")
        await pilot.click(TabLine, offset=(tabs.starts()[0] + 2, 0))
        await until(pilot, lambda: screen.pane == 1, "the epochs")
        assert screen.query_one(EpochTable).has_focus


async def test_another_list_of_the_launch_screen_comes_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = small_store(tmp_path, monkeypatch)
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await open_launch(pilot, store)
        tabs = screen.query_one(TabLine)
        labels = await labelled(pilot)
        await pilot.press(*labels[tabs.region.x + tabs.starts()[2], tabs.region.y])
        await until(pilot, lambda: screen.current_list == 2, "the runs")
