"""The list of runs on screen, and what it lists."""

from typing import Any

from textual.pilot import Pilot

from tui.screens.runs import RunsScreen


def screen_of(pilot: Pilot[Any]) -> RunsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RunsScreen)
    return screen


def titles(pilot: Pilot[Any]) -> list[str]:
    return [line.title for line in screen_of(pilot).table.rows]
