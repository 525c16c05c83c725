"""The pages that a diff opens, by their keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.tui.page_scene import with_code, with_file
from tests.tui.screens import WIDE, text_of, until
from tui.app import Backslide
from tui.screens.against import AgainstScreen
from tui.screens.code import CodeScreen
from tui.screens.diff import DiffScreen
from tui.screens.export import ExportScreen
from tui.screens.page import PageScreen
from tui.widgets.paper import Paper


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def opened(pilot: Pilot[Any], store: Store, experiment: str, key: str, kind: type[PageScreen]) -> PageScreen:
    await pilot.app.push_screen(DiffScreen(store, f"{experiment}/baseline", (f"{experiment}/tuned",)))
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.document, "the page")
    await pilot.pause()
    assert isinstance(pilot.app.screen, kind)
    return pilot.app.screen


async def test_settings_are_held_against_the_file_and_then_the_defaults(folder: Path) -> None:
    store = with_file()
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "why", "F", AgainstScreen)
        shown = text_of(pilot.app)
        assert "against the file" in shown
        assert "why.toml now" in shown
        await pilot.press("F")
        await until(pilot, lambda: "A method is off unless it is asked for" in text_of(pilot.app), "the defaults")
        assert "against the defaults" in text_of(pilot.app)


async def test_a_file_with_a_mistake_is_told_and_not_a_crash(folder: Path) -> None:
    store = with_file()
    Path("why.toml").write_text("[base]\nnetwork = 3\n")
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        await pilot.app.push_screen(AgainstScreen(store, ("why/baseline", "why/tuned")))
        await until(pilot, lambda: "why.toml" in text_of(pilot.app), "the mistake")


async def test_a_page_that_is_left_before_it_is_laid_out_is_no_crash(folder: Path) -> None:
    store = with_code()
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "decline", "D", CodeScreen)
        paper = pilot.app.screen.query_one(Paper)
        await until(pilot, lambda: paper._document, "the page")
        paper.show(paper._document)
        await paper.remove()
        paper._name_keys()
        await pilot.pause()


async def test_a_page_can_be_taken_away(folder: Path) -> None:
    store = with_code()
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "decline", "D", CodeScreen)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the question where to")
        await pilot.press("enter")
        await until(pilot, lambda: Path("code-decline-tuned.md").exists(), "the file")
        assert "```diff" in Path("code-decline-tuned.md").read_text()
