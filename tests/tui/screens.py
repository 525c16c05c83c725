"""Screens as text, compared with golden files that a review can read.

`UPDATE_GOLDENS=1 pytest tests/tui` writes the files anew.
"""

import os
import re
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

GOLDENS = Path(__file__).parent / "goldens"
NARROW, WIDE = (80, 24), (160, 45)
_ID = re.compile(r"\d{4}-\d\d-\d\d-[a-z0-9]{7}")
_PATIENCE = 10.0
_STEP = 0.02


def text_of(app: App[Any]) -> str:
    """Return what is on screen, line by line; ids of runs, which chance has a part in, are masked."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return masked("\n".join(lines)) + "\n"


def masked(text: str) -> str:
    """Return a text without the ids of runs, which chance has a part in."""
    return _ID.sub(lambda found: "#" * len(found[0]), text)


def assert_looks_like(app: App[Any], name: str) -> None:
    """Compare the screen with its golden file, but for scrollbars: these move with every setting that is added."""
    shown, path = _without_scrollbars(app, text_of(app)), GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(shown, "utf-8")
    expected = path.read_text("utf-8")
    if shown != expected:
        difference = "\n".join(
            unified_diff(expected.splitlines(), shown.splitlines(), path.name, "on screen", lineterm="")
        )
        raise AssertionError(f"{difference}\nIf it is to look so: UPDATE_GOLDENS=1 pytest {path.parent.parent}")


def _without_scrollbars(app: App[Any], text: str) -> str:
    lines = [list(line) for line in text.splitlines()]
    for widget in app.screen.query("*"):
        if not widget.show_vertical_scrollbar:
            continue
        inner = widget.region.shrink(widget.styles.border.spacing)
        for y in range(max(inner.y, 0), min(inner.bottom, len(lines))):
            at = slice(inner.right - widget.scrollbar_size_vertical, inner.right)
            lines[y][at] = [" "] * len(lines[y][at])
    return "".join("".join(line).rstrip() + "\n" for line in lines)


async def until(pilot: Pilot[Any], holds: Callable[[], object], what: str = "what was waited for") -> None:
    """Wait until something holds, and for what the app still has to do; fail when it does not come."""
    for _ in range(round(_PATIENCE / _STEP)):
        await pilot.pause()
        if holds():
            return
        await pilot.pause(_STEP)
    raise AssertionError(f"{what} did not come about; on screen:\n{text_of(pilot.app)}")


async def settled(pilot: Pilot[Any]) -> None:
    """Wait for workers, for what they have posted, and for the workers that this has started."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()
