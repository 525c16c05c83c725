"""The parts of a comparison, each one key away from each other."""

from pathlib import Path

import pytest

from store.store import Store
from tests.tui.diff_scene import compared_store, opened, press
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of
from tui.app import Backslide
from tui.screens.against import AgainstScreen
from tui.screens.code import CodeScreen
from tui.screens.diff import DiffScreen
from tui.screens.examples import ExamplesScreen
from tui.screens.where import WhereScreen
from tui.widgets.detail import DetailLine
from tui.widgets.difftable import DiffTable
from tui.widgets.plot import Plot
from tui.widgets.tabs import TabLine

SCREENS = {"3": WhereScreen, "4": ExamplesScreen, "5": CodeScreen, "6": AgainstScreen}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return compared_store(tmp_path, monkeypatch)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_large_curves_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store, "tuned")
        await press(pilot, "2")
        assert_looks_like(pilot.app, f"diff-large-curves-{name}")


async def test_a_click_on_the_name_of_a_part_leads_there_from_each_part(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        diff = await opened(pilot, store, "tuned")
        for number, kind in {3: WhereScreen, 5: CodeScreen, 2: DiffScreen, 4: ExamplesScreen, 1: DiffScreen}.items():
            tabs = pilot.app.screen.query_one(TabLine)
            await pilot.click(tabs, offset=(tabs.starts()[number - 1], 0))
            await settled(pilot)
            assert type(pilot.app.screen) is kind
            assert pilot.app.screen.query_one(TabLine).current == number - 1
        assert pilot.app.screen is diff


async def test_each_part_is_one_key_away_from_each_other_and_escape_leads_to_the_figures(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        diff = await opened(pilot, store, "tuned")
        depth = len(pilot.app.screen_stack)
        for first in SCREENS:
            for second, screen in SCREENS.items():
                await press(pilot, first, second)
                assert type(pilot.app.screen) is screen
                assert pilot.app.screen.query_one(TabLine).current == int(second) - 1
                assert len(pilot.app.screen_stack) == depth + 1
            await press(pilot, "escape")
            assert pilot.app.screen is diff
        await press(pilot, "5", "2")
        assert pilot.app.screen is diff
        assert not diff.query_one("DiffPane").display
        await press(pilot, "3", "1")
        assert pilot.app.screen is diff
        assert pilot.app.focused is diff.query_one(DiffTable)


async def test_examples_that_were_opened_where_it_got_worse_lead_to_all_parts_as_well(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        diff = await opened(pilot, store, "tuned")
        await press(pilot, "w", "enter")
        assert isinstance(pilot.app.screen, ExamplesScreen)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, CodeScreen)
        await press(pilot, "w", "escape", "3", "enter", "3")
        assert isinstance(pilot.app.screen, WhereScreen)
        await press(pilot, "enter", "1")
        assert pilot.app.screen is diff


async def test_large_curves_are_drawn_where_small_ones_were_hidden_and_leave_them_so(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        diff = await opened(pilot, store, "tuned")
        plot, detail = diff.query_one(Plot), diff.query_one(DetailLine)
        assert not plot.chart.curves
        await press(pilot, "2", "m", "Y")
        assert plot.chart.curves
        assert "log axis" in text_of(pilot.app)
        assert "m Metric" in detail.text
        assert "b Put back" not in text_of(pilot.app), "there are no rows"
        for leave in ("escape", "1", "c"):
            await press(pilot, "2", leave)
            assert pilot.app.screen is diff
            assert not plot.display
            assert "m Metric" not in detail.text
            assert diff.query_one(DiffTable).has_focus


async def test_parts_are_about_the_variants_that_are_compared_by_then(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "tuned", "remedy")
        await press(pilot, "equals_sign", "enter", "w")
        assert isinstance(pilot.app.screen, WhereScreen)
        assert pilot.app.screen.names == ("decline/tuned", "decline/baseline", "decline/remedy")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DiffScreen)
