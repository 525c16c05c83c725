"""Every screen in the dark theme, in the light one, and without colours: the same texts, all of which can be read."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.contrast import contrast, hard_to_read, has_colour
from tests.tui.found_scenes import SCENES
from tests.tui.screens import NARROW, WIDE, text_of
from tui.app import Backslide
from tui.themes import DARK, LIGHT


def test_contrast_is_that_of_wcag() -> None:
    from rich.style import Style

    assert round(contrast(Style(color="#000000", bgcolor="#ffffff")), 2) == 21.0
    assert round(contrast(Style(color="#777777", bgcolor="#ffffff")), 2) == 4.48


async def seen(pilot: Pilot[Any], theme: str) -> str:
    """Return what is on screen in a theme, once nothing comes any more."""
    pilot.app.theme = theme
    before, text = "", text_of(pilot.app)
    while before != text:
        await pilot.pause(0.1)
        before, text = text, text_of(pilot.app)
    return text


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize("name", SCENES)
async def test_dark_and_light_say_the_same_and_all_of_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: tuple[int, int]
) -> None:
    make, scene = SCENES[name]
    store = make(tmp_path, monkeypatch)
    async with Backslide(store).run_test(size=size) as pilot:
        pilot.app._watcher.stop()
        async for place in scene(pilot, store):
            dark, faint = await seen(pilot, DARK.name), hard_to_read(pilot.app)
            light, fainter = await seen(pilot, LIGHT.name), hard_to_read(pilot.app)
            assert (faint, fainter) == ([], []), place
            assert light == dark, place
            pilot.app.theme = DARK.name


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize("name", SCENES)
async def test_without_colours_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    make, scene = SCENES[name]
    store = make(tmp_path, monkeypatch)
    async with Backslide(store).run_test(size=size) as pilot:
        pilot.app._watcher.stop()
        async for place in scene(pilot, store):
            assert not has_colour(pilot.app), place
