"""Copying: one key asks what, another one copies it."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.diff_scene import opened as open_diff
from tests.tui.screens import NARROW, assert_looks_like, settled, until
from tui.actions.copying import LETTERS, copyables, told
from tui.app import Backslide
from tui.screens.code import CodeScreen
from tui.screens.copy import CopyScreen
from tui.screens.run import RunScreen
from tui.widgets.celltable import CellRow, CellTable
from tui.widgets.columns import Cell, Column


def messages(app: Backslide) -> list[str]:
    return [one.message for one in app._notifications]


async def asked(pilot: Pilot[Any], *keys: str) -> CopyScreen:
    await pilot.press(*keys, "y")
    await until(pilot, lambda: isinstance(pilot.app.screen, CopyScreen), "what to copy")
    await pilot.pause()
    assert isinstance(pilot.app.screen, CopyScreen)
    return pilot.app.screen


async def test_one_key_shows_what_can_be_copied_each_with_its_key(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await asked(pilot, "down", "l", "down")
        assert_looks_like(pilot.app, "copy-80x24")


async def test_twice_the_same_key_copies_the_row(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await asked(pilot, "down")
        await pilot.press("y")
        await settled(pilot)
        assert pilot.app.clipboard.split("\t")[:2] == ["baseline ×2", "1 run ✓1"]
        assert messages(pilot.app)[0].startswith("copied this row: baseline ×2 1 run")


@pytest.mark.parametrize(
    ("key", "text"),
    [("t", "| Experiment · variant |"), ("n", "decline/baseline/0"), ("1", "seed 0"), ("2", "finished")],
)
async def test_each_thing_has_its_key(store: Store, key: str, text: str) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await asked(pilot, "down", "l", "down")
        await pilot.press(key)
        await settled(pilot)
        assert text in pilot.app.clipboard
        assert messages(pilot.app)[0].startswith("copied ")


async def test_a_runs_id_is_copied_from_the_list_and_from_its_screen(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        id_ = pilot.app.screen.list.rows and next(row.id for row in store.rows() if row.name == "decline/baseline/0")
        await asked(pilot, "down", "l", "down")
        await pilot.press("i")
        assert pilot.app.clipboard == id_
        await pilot.app.push_screen(RunScreen(store, store.run(id_)))
        await settled(pilot)
        await asked(pilot)
        await pilot.press("n")
        assert pilot.app.clipboard == "decline/baseline/0"


async def test_the_cursor_chooses_too_and_escape_copies_nothing(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await asked(pilot)
        await pilot.press("escape")
        assert (pilot.app.clipboard, messages(pilot.app)) == ("", [])
        await asked(pilot)
        await pilot.press("j", "enter")
        await settled(pilot)
        assert pilot.app.clipboard.startswith("| Experiment")
        assert messages(pilot.app)[0].startswith("copied the whole table: ")


async def test_a_page_is_copied_as_a_whole(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 6)
    async with Backslide(store).run_test() as pilot:
        await open_diff(pilot, store, "tuned")
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, CodeScreen) and pilot.app.screen.document, "the page")
        await pilot.pause()
        await pilot.press("y")
        await settled(pilot)
        assert pilot.app.clipboard.startswith("#")
        assert messages(pilot.app)[-1].startswith("copied this page: ")


async def test_what_no_terminal_would_take_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_run(tmp_path / "runs")
    monkeypatch.setattr("tui.actions.clipboard.LARGEST", 10)
    async with Backslide(Store(tmp_path / "runs")).run_test() as pilot:
        await asked(pilot)
        await pilot.press("y")
        assert pilot.app.clipboard == ""
        assert "too long for a terminal's clipboard" in messages(pilot.app)[0]


def test_no_key_of_a_cell_is_taken() -> None:
    assert len(set(LETTERS)) == len(LETTERS)
    assert not set(LETTERS) & set("ytinjkgGq")


def test_an_empty_table_offers_itself_alone() -> None:
    table = CellTable((Column("a", "A", 5),))
    assert [choice.key for choice in copyables(table)] == ["t"]


def test_empty_cells_are_left_out() -> None:
    table = CellTable((Column("a", "A", 5), Column("b", "B", 5), Column("c", "C", 5)))
    table.rows = [CellRow("x", (Cell("1"), Cell(""), Cell("3")))]
    found = copyables(table)
    assert [(choice.key, choice.what, choice.take()) for choice in found if choice.key in LETTERS] == [
        ("1", "A", "1"),
        ("2", "C", "3"),
    ]
    assert found[0].take() == "1\t\t3"


def test_what_is_told_is_short() -> None:
    assert told("it", "a\nb") == "copied it: 2 lines"
    assert len(told("it", "x" * 1000)) < 80
