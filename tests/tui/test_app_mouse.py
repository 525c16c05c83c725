"""A mouse does what keys do."""

from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.tui.screens import NARROW, WIDE, settled, text_of
from tui.app import Backslide
from tui.listing.order import Order
from tui.screens.columns import ColumnsScreen
from tui.screens.runs import RunsScreen


async def click(pilot: Pilot[Any], text: str) -> None:
    """Click the first place on screen where a text stands."""
    y, line = next((y, line) for y, line in enumerate(text_of(pilot.app).splitlines()) if text in line)
    await pilot.click(offset=(line.index(text), y))
    await settled(pilot)


async def test_a_click_on_the_head_of_a_column_sorts_by_it_and_another_turns_it_round(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RunsScreen)
        for order in (Order("best"), Order("best", reverse=True)):
            await click(pilot, "Best")
            assert screen.list.order == order


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_key_at_the_bottom_can_be_clicked(store: Store, size: tuple[int, int]) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await click(pilot, "space Mark")
        assert len(pilot.app.screen.table.marked) == 1
        await click(pilot, "c Columns")
        assert isinstance(pilot.app.screen, ColumnsScreen)
        await pilot.press("escape")
        await click(pilot, "? Help")
        assert "Keys" in text_of(pilot.app)
