"""A screen of a store drawn without a terminal, as SVG."""

import time
from typing import TYPE_CHECKING, NamedTuple

from store.errors import StoreError
from tui.app import Backslide
from tui.screens.base import BackslideScreen
from tui.screens.names import ScreenName
from tui.screens.opening import OPENINGS, screen_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.pilot import Pilot
    from textual.screen import Screen

    from store.store import Store


DATA_SECONDS = 60.0
"""Seconds that the data of examples are waited for."""


class Picture(NamedTuple):
    """What is to be drawn: a screen, what it is opened on, the keys pressed then, and how it looks."""

    screen: str
    names: "Sequence[str]" = ()
    keys: "Sequence[str]" = ()
    size: tuple[int, int] = (160, 45)
    theme: str = "backslide-dark"


def draw(store: "Store", picture: Picture) -> str:
    """Open a screen on a store, let it finish its work, and return it as SVG. Raises a StoreError on unknown names."""
    app, drawn = Backslide(store), []
    screen = screen_of(store, picture.screen, picture.names)

    async def take(pilot: "Pilot[object]") -> None:
        app.theme = picture.theme
        if screen is not None:
            await app.push_screen(screen)
        await _settled(pilot)
        if action := OPENINGS[ScreenName(picture.screen)].action:
            await app.run_action(action)
            await _settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await _settled(pilot)
        drawn.append(app.export_screenshot(title="backslide"))
        app.exit()

    app.run(headless=True, size=picture.size, auto_pilot=take)
    if not drawn:
        raise StoreError(f"{picture.screen}: the screen could not be drawn")
    return drawn[0]


async def _settled(pilot: "Pilot[object]") -> None:
    """Wait for workers, for what they have posted, for the workers that this has started, and for data."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    deadline = time.monotonic() + DATA_SECONDS
    while _waits(pilot.app.screen) and time.monotonic() < deadline:
        await pilot.pause(0.02)
    await pilot.pause()


def _waits(screen: "Screen[object]") -> bool:
    return isinstance(screen, BackslideScreen) and screen.waits
