"""The text of the experiment file on the launch screen, by its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.tui.launch_scene import opened, ready, small_store
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from tui.app import Backslide
from tui.screens.launch import LaunchScreen
from tui.widgets.detail import DetailLine
from tui.widgets.filelines import FileLines

FILE = Path("experiments/small.toml")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return small_store(tmp_path, monkeypatch)


def write(old: str, new: str) -> None:
    FILE.write_text(FILE.read_text().replace(old, new))


async def saved(pilot: Pilot[Any], screen: LaunchScreen, old: str, new: str) -> None:
    """Change the file as an editor in another terminal would, and wait until it was checked."""
    before = screen.newest
    write(old, new)
    await until(pilot, lambda: screen.newest is not before, "the look at what was saved")
    await ready(pilot, screen)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_the_text_is_shown_with_mistakes_on_their_lines(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("4")
        await pilot.pause()
        await saved(pilot, screen, "lr = 0.003", "lr = -1")
        await pilot.press("home", *["down"] * 7)
        await pilot.pause()
        assert_looks_like(pilot.app, f"launch-4-{name}")


async def test_what_is_saved_elsewhere_is_checked_and_shown_at_once(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("4", "end")
        await pilot.pause()
        detail, lines = screen.query_one(DetailLine), screen.query_one(FileLines)
        assert detail.text == "regularizers = { label_smoothing = { amount = 0.3 } }"
        await saved(pilot, screen, "amount = 0.3", "amount = 3")
        assert lines.current is not None
        assert lines.current.problem == detail.text
        assert "must be less than 1, not 3" in detail.text
        await saved(pilot, screen, "[variants.tuned]", "[variants.tuned")
        assert "is not TOML" in text_of(pilot.app)
        write("[variants.tuned", "[variants.tuned]")
        await saved(pilot, screen, "amount = 3", "amount = 0.2")
        assert not any(line.problem for line in lines.rows)
