"""What is on screen as a document."""

import re
from pathlib import Path

import pytest

from store.compare.formats import to_csv, to_json, to_markdown
from store.store import Store
from tests.support.stores import make_store
from tests.tui.screens import WIDE, settled, until
from tui.actions.exporting import file_name, table_of
from tui.app import Backslide
from tui.screens.export import ExportScreen
from tui.screens.run import RunScreen
from tui.widgets.celltable import CellRow, CellTable, heading
from tui.widgets.columns import Cell, Column
from tui.widgets.eventtable import EventTable


def test_headings_become_groups() -> None:
    table = CellTable((Column("a", "A", 5), Column("b", "B", 5, "right")))
    table.rows = [heading("one"), CellRow("x", (Cell("  ● x"), Cell("2"))), CellRow("y", (Cell("y"), Cell("1")))]
    made = table_of(table, "T", name="t")
    assert [(row.group, [cell.text for cell in row.cells]) for row in made.rows] == [
        ("one", ["x", "2"]),
        ("one", ["y", "1"]),
    ]
    for write in (to_markdown, to_json, to_csv):
        assert "x" in write(made)


def test_a_file_name_holds_nothing_that_leads_elsewhere() -> None:
    assert file_name("decline", "tuned", "0") == "decline-tuned-0.md"
    assert file_name("../../etc", "a b\n") == "etc-a-b.md"
    assert file_name("///") == "backslide.md"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 4)


async def test_the_list_is_taken_away_as_markdown_at_a_key(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        assert isinstance(pilot.app.screen, ExportScreen)
        text = pilot.app.screen.text
        assert re.search(r"\| tuned +\| ✓ finished", text)


async def test_a_run_is_taken_away_with_figures_settings_and_epochs(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.app.push_screen(RunScreen(store, store.find("decline/tuned/0")))
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        assert isinstance(pilot.app.screen, ExportScreen)
        text = pilot.app.screen.text
        for word in ("dropout.rate", "accuracy", "★ 5", "Goal"):
            assert word in text


async def test_the_time_line_on_screen_is_taken_away_too(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = RunScreen(store, store.find("decline/tuned/0"), 7)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: any(table.rows for table in screen.query(EventTable)), "the time line")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        assert isinstance(pilot.app.screen, ExportScreen)
        assert "1 to 5, 1.5s each" in pilot.app.screen.text
