"""The launch screen on a small experiment, for tests that press its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.store import Store
from tests.support.experiments import write_small
from tests.tui.screens import until
from tui.screens.edit_setting import EditSetting
from tui.screens.launch import LaunchScreen
from tui.widgets.detail import DetailLine
from tui.widgets.launchtables import DryRunTable


def small_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Stand in a folder with a small experiment and an empty store, on a machine of two slots."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(folder / "claims"))
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "2")
    write_small(folder / "experiments")
    return Store(Path("runs"))


async def opened(pilot: Pilot[Any], store: Store, file: Path | None = None) -> LaunchScreen:
    screen = LaunchScreen(store, file or Path("experiments/small.toml"))
    await pilot.app.push_screen(screen)
    await ready(pilot, screen)
    return screen


async def ready(pilot: Pilot[Any], screen: LaunchScreen) -> None:
    """Wait until the newest draft has been resolved."""
    await until(pilot, lambda: screen.newest is not None and screen.newest.draft is screen.draft, "the preview")
    await pilot.pause()


async def find(pilot: Pilot[Any], words: str) -> None:
    """Go to the one setting that these words find."""
    await pilot.press("2", "slash", "home", "ctrl+k", *words, "enter")
    await pilot.pause()


async def open_editor(pilot: Pilot[Any]) -> EditSetting:
    """Open the editor of the setting under the cursor."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
    editor = pilot.app.screen
    assert isinstance(editor, EditSetting)
    return editor


async def type_value(pilot: Pilot[Any], value: str) -> EditSetting:
    editor = await open_editor(pilot)
    editor.query_one(Input).value = value
    await until(pilot, lambda: editor.query_one(DetailLine).text, "a word of the plan")
    return editor


def runs_of(screen: LaunchScreen) -> list[str]:
    return [planned.name for planned in screen.query_one(DryRunTable).rows]
