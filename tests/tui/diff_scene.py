"""The diff screen, opened, and its curves once they are drawn."""

from typing import Any

from textual.pilot import Pilot

from store.store import Store
from tests.tui.screens import settled, until
from tui.screens.diff import DiffScreen
from tui.widgets.plot import Plot


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
