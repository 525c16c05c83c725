"""Where it got worse, by its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.tui.page_scene import with_answers
from tests.tui.screens import NARROW, WIDE, text_of, until
from tui.app import Backslide
from tui.screens.diff import DiffScreen
from tui.screens.export import ExportScreen
from tui.screens.where import WhereScreen
from tui.widgets.paper import Paper


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return with_answers()


async def opened(pilot: Pilot[Any], store: Store) -> WhereScreen:
    await pilot.app.push_screen(DiffScreen(store, "decline/baseline", ("decline/tuned",)))
    await pilot.press("w")
    await until(pilot, lambda: isinstance(pilot.app.screen, WhereScreen) and pilot.app.screen.document, "the answers")
    await pilot.pause()
    assert isinstance(pilot.app.screen, WhereScreen)
    return pilot.app.screen


async def test_keys_move_through_the_page_and_back(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        paper = screen.query_one(Paper)
        for key, place in (("j", 1), ("G", paper.max_scroll_y), ("k", paper.max_scroll_y - 1), ("g", 0)):
            await pilot.press(key)
            assert paper.scroll_offset.y == place
        await pilot.press("space")
        assert paper.scroll_offset.y == min(paper.size.height - 1, paper.max_scroll_y)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, DiffScreen)


async def test_a_key_looks_at_other_examples_and_says_what_is_missing(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("s")
        await until(pilot, lambda: "no answers to the same val examples" in text_of(pilot.app), "the other split")


async def test_it_can_be_taken_away(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the question where to")
        await pilot.press("enter")
        await until(pilot, lambda: Path("where-decline-tuned-test.md").exists(), "the file")
        assert "[b]cat" in Path("where-decline-tuned-test.md").read_text()


async def test_a_damaged_file_is_told(store: Store) -> None:
    for path in Path("runs").glob("*/predictions.safetensors"):
        path.write_bytes(b"torn")
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        await pilot.app.push_screen(WhereScreen(store, ("decline/baseline", "decline/tuned")))
        await until(pilot, lambda: "predictions.safetensors" in text_of(pilot.app), "the problem")
