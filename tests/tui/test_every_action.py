"""On every screen, whatever a key does is told by the help and found in the palette, each by the same words."""

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList
from textual.pilot import Pilot

from tests.tui.found_scenes import SCENES
from tests.tui.screens import settled, until
from tui.actions import all_actions
from tui.app import Backslide
from tui.screens.help import Help
from tui.screens.palette import Palette

FOUND: dict[str, set[str]] = {}
"""By scene, the actions that were found."""
ELSEWHERE = {
    "app.help.f1": "the same as app.help, and told with it",
    "app.palette.always": "the same as app.palette, and told with it",
    "diff.against": "the same as part.file, and told with it",
    "diff.code": "the same as part.code, and told with it",
    "diff.where": "the same as part.where, and told with it",
    "help.close": "the help does not list itself",
    "palette.close": "the palette does not list itself",
    "palette.down": "the palette does not list itself",
    "palette.up": "the palette does not list itself",
    "examples.other": "only where several variants are compared",
    "remedies.confirm": "only where something has won",
    "remedies.stop": "only while something is tried",
    "search.stop": "only while somebody searches",
    "screen.back": "told under this name by the list, where it clears marks",
}


async def helped(pilot: Pilot[Any]) -> dict[str, str]:
    """Return the ids of what the help tells of, by their tooltips."""
    await pilot.press("f1")
    await until(pilot, lambda: isinstance(pilot.app.screen, Help), "the help")
    found = {key.tooltip: key.id for key in pilot.app.screen.keys}
    await pilot.press("escape")
    await settled(pilot)
    return found


async def offered(pilot: Pilot[Any]) -> set[str]:
    """Return the sentences of what the palette offers."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette), "the palette")
    await until(pilot, lambda: pilot.app.screen.query_one(CommandList).options, "what it offers")
    await settled(pilot)
    found = {option.hit.text for option in pilot.app.screen.query_one(CommandList).options}
    await pilot.press("escape")
    await settled(pilot)
    return {text[15:] for text in found}


@pytest.mark.parametrize("name", SCENES)
async def test_what_the_help_tells_of_is_found_in_the_palette(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    make, scene = SCENES[name]
    store = make(tmp_path, monkeypatch)
    found = FOUND.setdefault(name, set())
    async with Backslide(store).run_test(size=(160, 45)) as pilot:
        async for place in scene(pilot, store):
            told = await helped(pilot)
            missed = set(told) - await offered(pilot) - {"Find any action by its name"}
            assert not missed, place
            found |= set(told.values())


def test_every_action_was_found_somewhere() -> None:
    if FOUND.keys() == SCENES.keys():  # else only some of them were run here
        found = set[str]().union(*FOUND.values())
        missing = {action.id for action in all_actions()} - found - ELSEWHERE.keys()
        assert not missing, sorted(missing)
