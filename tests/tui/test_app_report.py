"""Reports from the list of runs, by their key."""

from pathlib import Path

import pytest
from textual.widgets import Input

from store.store import Store
from tests.support.pages import read_page
from tests.support.stores import make_store
from tests.tui.screens import NARROW, text_of, until
from tui.app import Backslide
from tui.screens.export import ExportScreen


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backslide:
    monkeypatch.chdir(tmp_path)
    return Backslide(make_store(tmp_path / "runs", 8))


async def test_the_report_of_a_lines_experiment_is_two_keys_away(app: Backslide, tmp_path: Path) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "tuned" in text_of(pilot.app), "the list")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the report")
        await until(pilot, lambda: "tuned is worse than baseline" in text_of(pilot.app), "its text")
        await pilot.press("enter")
        await until(pilot, (tmp_path / "decline-report.md").exists, "the file")
        assert (tmp_path / "decline-report.md").read_text().startswith("## decline: Why did fine-tuning decline?")


async def test_the_ending_of_the_name_says_what_is_written(app: Backslide, tmp_path: Path) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "tuned" in text_of(pilot.app), "the list")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the report")
        pilot.app.screen.query_one(Input).value = "mine.html"
        await pilot.press("enter")
        await until(pilot, (tmp_path / "mine.html").exists, "the file")
        assert read_page((tmp_path / "mine.html").read_text()).mistakes == []


async def test_without_a_run_there_is_nothing_to_report(tmp_path: Path) -> None:
    async with Backslide(Store(tmp_path / "runs")).run_test(size=NARROW) as pilot:
        await pilot.press("w")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ExportScreen)
