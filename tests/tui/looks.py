"""The looks that a screen has: in the dark theme, in the light one, and without colours."""

from typing import Any, NamedTuple

from textual.app import App
from textual.filter import LineFilter, Monochrome
from textual.pilot import Pilot

from tui.preferences.themes import DARK, LIGHT


class Look(NamedTuple):
    """What an app is started with: a theme, and whether NO_COLOR is unset."""

    name: str
    theme: str
    colours: bool = True


LOOKS = (Look("dark", DARK.name), Look("light", LIGHT.name), Look("without colours", DARK.name, colours=False))


def worn(app: App[Any]) -> Look:
    """Return the look that an app has."""
    return next(look for look in LOOKS if (look.theme, look.colours) == (app.theme, not app.no_color))


async def put_on(pilot: Pilot[Any], look: Look) -> None:
    """Show what is on screen in a look, as an app shows it that was started so."""
    if worn(pilot.app) != look:
        _change(pilot.app, look)
        await pilot.pause()


def _change(app: App[Any], look: Look) -> None:
    app.no_color = not look.colours
    app._filters = [*filter(_is_of_colours, app._filters), *([] if look.colours else [Monochrome()])]
    if app.theme == look.theme:
        app.refresh_css(animate=False)
    app.theme = look.theme
    for widget in app.screen.walk_children(with_self=True):
        widget.refresh()


def _is_of_colours(one: LineFilter) -> bool:
    return not isinstance(one, Monochrome)
