"""A screen of a store drawn without a terminal, as SVG."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from store.errors import StoreError
from tui.app import Backslide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.pilot import Pilot
    from textual.screen import Screen

    from store.store import Store


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
    screen = _screen(store, picture)

    async def take(pilot: "Pilot[object]") -> None:
        app.theme = picture.theme
        if screen is not None:
            await app.push_screen(screen)
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
    """Wait for workers, for what they have posted, and for the workers that this has started."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


def _screen(store: "Store", picture: Picture) -> "Screen[None] | None":
    """Return the screen to push over the list; None for the list itself."""
    names = picture.names
    if picture.screen == "run":
        from tui.screens.run import RunScreen

        return RunScreen(store, store.find(_first(picture)))
    if picture.screen == "diff":
        from tui.screens.diff import DiffScreen

        for name in names:
            store.find_group(name)
        return DiffScreen(store, _first(picture), tuple(names[1:]))
    if picture.screen == "home":
        from tui.home.since import LastLook
        from tui.screens.home import HomeScreen

        return HomeScreen(store, store.rows(), LastLook(store.root, keeps=False))
    if picture.screen == "launch":
        from tui.screens.launch import LaunchScreen

        return LaunchScreen(store, Path(names[0]) if names else None)
    return None


def _first(picture: Picture) -> str:
    if not picture.names:
        raise StoreError(f"{picture.screen}: say of which run or variant, as experiment/variant or an id")
    return picture.names[0]
