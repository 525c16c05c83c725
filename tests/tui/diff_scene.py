"""The diff screen, opened, and its curves once they are drawn."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.stores import make_store
from tests.tui.screens import settled, until
from tui.screens.diff import DiffScreen
from tui.widgets.plot import Plot


def compared_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store at `runs` of a folder, whose variants have seeds enough to be compared."""
    monkeypatch.chdir(folder)
    return make_store(Path("runs"), 12, epochs=8)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait for the question or the comparison that each leads to."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(pilot: Pilot[Any], store: Store, *tuned: str) -> DiffScreen:
    screen = DiffScreen(store, "decline/baseline", tuple(f"decline/{name}" for name in tuned))
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.comparison is not None, "the comparison")
    await settled(pilot)
    return screen


async def redrawn(pilot: Pilot[Any], *keys: str) -> Plot:
    """Press keys, and return the plot with the chart that they asked for."""
    await pilot.press(*keys)
    await settled(pilot)
    return pilot.app.screen.query_one(Plot)
