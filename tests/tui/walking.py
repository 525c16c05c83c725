"""What is held of every place that a walk through the app comes to."""

from collections.abc import Iterator
from typing import Any

from textual.command import CommandList
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.contrast import hard_to_read, has_colour
from tests.tui.looks import LOOKS, put_on, worn
from tests.tui.screens import come_to, settled, until
from tui.actions.table import active_keys
from tui.panes.base import Pane
from tui.screens.help import Help
from tui.screens.palette import Palette
from tui.screens.parts import Part
from tui.screens.tour import Tour
from tui.widgets.tabs import TabLine


async def look_over(pilot: Pilot[Any], golden: str) -> None:
    """Hold a place against its golden file in every look, and see whether all can be read there.

    The look that the place was come to in is taken first, which spares a change of looks.
    """
    for look in sorted(LOOKS, key=lambda look: look != worn(pilot.app)):
        await put_on(pilot, look)
        await come_to(pilot, golden)
        faint = hard_to_read(pilot.app)
        assert not faint, f"{golden}, {look.name}: {faint}"
        assert look.colours or not has_colour(pilot.app), golden


class Walk:
    """Notes of each place what is shown there, which tab it is of how many, and which keys act for the first time."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._asked: set[tuple[str, str, str]] = set()
        self._told: set[str] = set()

    @property
    def text(self) -> str:
        """What was noted."""
        return "".join(f"{line}\n" for line in self.lines)

    async def note(self, pilot: Pilot[Any], place: str, *, keys: bool) -> None:
        """Note what there is at a place; with `keys`, help and palette are asked where one acts there first."""
        screen = pilot.app.screen
        panes = [type(pane).__name__ for pane in screen.query(Pane) if pane.display]
        self.lines += [f"[{place}]", f"shown: {', '.join([type(screen).__name__, *panes])}"]
        self.lines += [f"tabs: {tab}" for tab in tabs_of(screen)]
        where = type(screen).__name__, type(screen.focused).__name__
        acting = {(*where, key.id) for key in active_keys(screen)}
        if keys and not acting <= self._asked and not isinstance(screen, Help | Palette):
            self._asked |= acting
            new = await told_and_offered(pilot) - self._told
            self._told |= new
            self.lines += [f"keys: {', '.join(sorted(new))}"] if new else []


def tabs_of(screen: Screen[Any]) -> Iterator[str]:
    """Yield which of its tabs, or pages, a screen shows, of how many."""
    whose = "PARTS" if isinstance(screen, Part) else type(screen).__name__
    for tabs in screen.query(TabLine):
        yield f"{whose} {tabs.current + 1}/{len(tabs.names)}"
    if isinstance(screen, Tour):
        yield f"{whose} {screen.place + 1}/{len(screen.pages)}"


async def told_and_offered(pilot: Pilot[Any]) -> set[str]:
    """Return the ids of what the help tells of here; the palette offers all of it, by the same sentences."""
    told = await _told(pilot)
    missed = told.keys() - await _offered(pilot) - {"Find any action by its name"}
    assert not missed, f"{type(pilot.app.screen).__name__}: {missed}"
    return set(told.values())


async def _told(pilot: Pilot[Any]) -> dict[str, str]:
    """Return the ids of what the help tells of, by their tooltips."""
    await pilot.press("f1")
    await until(pilot, lambda: isinstance(pilot.app.screen, Help), "the help")
    found = {key.tooltip: key.id for key in pilot.app.screen.keys}
    await pilot.press("escape")
    await settled(pilot)
    return found


async def _offered(pilot: Pilot[Any]) -> set[str]:
    """Return the sentences of what the palette offers."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette")
    await until(pilot, lambda: pilot.app.screen.query_one(CommandList).options, "what it offers")
    await settled(pilot)
    found = {option.hit.text for option in pilot.app.screen.query_one(CommandList).options}
    await pilot.press("escape")
    await settled(pilot)
    return {text[15:] for text in found}
