"""What a table sends when its rows change: the cells that are no longer the same, and nothing else."""

from collections.abc import Sequence
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tests.tui.emulated import Terminal
from tests.tui.screens import text_of, until
from tui.preferences.preferred import PreferredApp
from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

COLUMNS = (Column("name", "Name", 10), Column("a", "A", 6, "right"), Column("b", "B", 6, "right"))


class Figures(LineTable[str]):
    """Rows of a name and two figures that change."""

    figures: dict[str, tuple[str, str, str]]

    def row_key(self, row: str) -> str:
        return row

    def cells(self, row: str) -> Sequence[Cell]:
        a, b, tone = self.figures[row]
        return [Cell(row), Cell(a), Cell(b, tone)]


class TableApp(PreferredApp):
    def compose(self) -> ComposeResult:
        yield Figures(COLUMNS)


class Sent:
    """The parts of the table that it asks to have painted again."""

    def __init__(self, pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.regions = pilot.app.query_one(Figures), list[Region]()
        refresh = self.table.refresh

        def watched(*regions: Region, **options: Any) -> object:
            self.regions += regions or [Region(0, 0, *self.table.size)]
            return refresh(*regions, **options)

        monkeypatch.setattr(self.table, "refresh", watched)


async def shown(pilot: Pilot[Any], rows: int = 3) -> Figures:
    table = pilot.app.query_one(Figures)
    table.figures = {f"row {number}": ("0.10", "0.20", "") for number in range(rows)}
    table.show_rows(list(table.figures))
    await pilot.pause()
    return table


async def test_of_a_row_only_the_cell_that_changed_is_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot)
        sent = Sent(pilot, monkeypatch)
        table.figures["row 1"] = ("0.10", "0.30", "")
        table.rows_changed(["row 1"])
        assert sent.regions == [Region(19, 2, 7, 1)]
        await until(pilot, lambda: "row 1        0.10   0.30" in text_of(pilot.app), "the new figure")


async def test_a_cell_whose_tone_alone_changed_is_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot)
        sent = Sent(pilot, monkeypatch)
        table.figures["row 1"] = ("0.10", "0.20", "bad")
        table.rows_changed(["row 1"])
        assert sent.regions == [Region(19, 2, 7, 1)]


async def test_a_row_that_is_as_it_was_is_not_painted_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot)
        sent = Sent(pilot, monkeypatch)
        table.rows_changed(["row 0", "row 1", "row 9"])
        table.show_rows(list(table.figures))
        assert sent.regions == []


async def test_two_changes_before_they_are_painted_are_both_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot)
        with pilot.app.batch_update():
            table.figures["row 1"] = ("0.50", "0.20", "")
            table.rows_changed(["row 1"])
            table.figures["row 1"] = ("0.50", "0.60", "")
            table.rows_changed(["row 1"])
        await until(pilot, lambda: "row 1        0.50   0.60" in text_of(pilot.app), "both figures")


async def test_rows_that_come_go_and_change_places_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot, rows=30)
        terminal = Terminal(pilot.app, monkeypatch)
        everything = list(table.figures)
        for rows in (["row 3", "row 1"], [], ["row 2"], everything, ["row 29", "row 0"], everything):
            table.show_rows(rows)
            table.action_move(3)
            await pilot.pause()
            await until(pilot, lambda: terminal.text() == text_of(pilot.app), "what is on screen")
            table.action_last()
            await pilot.pause()
            await until(pilot, lambda: terminal.text() == text_of(pilot.app), "what is on screen")


async def test_one_figure_of_a_wide_row_costs_a_few_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(160, 45)) as pilot:
        table = await shown(pilot, rows=40)
        terminal = Terminal(pilot.app, monkeypatch)
        await until(pilot, lambda: terminal.text() == text_of(pilot.app), "what is on screen")
        terminal.sent = 0
        table.figures["row 7"] = ("0.10", "0.30", "good")
        table.rows_changed(["row 7"])
        await until(pilot, lambda: "0.30" in terminal.text(), "the new figure")
        assert terminal.text() == text_of(pilot.app)
        assert terminal.sent < 60


async def test_a_row_that_lies_off_screen_is_drawn_when_it_comes_into_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    async with TableApp().run_test(size=(40, 10)) as pilot:
        table = await shown(pilot, rows=30)
        terminal = Terminal(pilot.app, monkeypatch)
        table.figures["row 29"] = ("0.77", "0.20", "")
        table.rows_changed(["row 29"])
        table.action_last()
        await until(pilot, lambda: "0.77" in terminal.text(), "the last row")
