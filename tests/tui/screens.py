"""Screens as text, compared with golden files that a review can read.

`UPDATE_GOLDENS=1 pytest tests/tui` writes the files anew.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot

from tui.screens.ask import Ask
from tui.widgets.thumbnail import Thumbnail

GOLDENS = Path(__file__).parent / "goldens"
NARROW, WIDE = (80, 24), (160, 45)
_ID = re.compile(r"\d{4}-\d\d-\d\d-[a-z0-9]{7}|(?<=Compared )\d{4}-\d\d-\d\d \d\d:\d\d")
_UPDATES = bool(os.environ.get("UPDATE_GOLDENS"))
_PATIENCE = 10.0
_COMING = 0.5
"""Seconds within which all has come that is still to come where nothing else happens."""
_STEP = 0.02


def text_of(app: App[Any]) -> str:
    """Return what is on screen, line by line; ids of runs, which chance has a part in, and the time are masked."""
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return masked("\n".join(lines)) + "\n"


def masked(text: str) -> str:
    """Return a text without the ids of runs, which chance has a part in, and without when it was compared."""
    return _ID.sub(lambda found: "#" * len(found[0]), text)


def assert_looks_like(app: App[Any], name: str) -> None:
    """Compare the screen with its golden file, but for scrollbars: these move with every setting that is added."""
    assert_same(without(text_of(app), scrollbars(app)), name)


async def come_to(pilot: Pilot[Any], name: str) -> None:
    """Compare the screen with its golden file, once all has come that is still to come.

    Pictures are left out, too, which are drawn by other signs where there are no colours.
    """

    def shown() -> str:
        return without(text_of(pilot.app), [*scrollbars(pilot.app), *pictures(pilot.app)])

    path = GOLDENS / f"{name}.txt"
    if _UPDATES:
        await pilot.pause(_COMING)
    elif path.exists():
        await _within(pilot, _PATIENCE / 2, lambda: shown() == path.read_text("utf-8"))
    assert_same(shown(), name)


def assert_same(shown: str, name: str) -> None:
    """Compare a text with its golden file."""
    path = GOLDENS / f"{name}.txt"
    if _UPDATES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    expected = path.read_text("utf-8")
    if shown != expected:
        difference = "\n".join(
            unified_diff(expected.splitlines(), shown.splitlines(), path.name, "on screen", lineterm="")
        )
        raise AssertionError(f"{difference}\nIf it is to look so: UPDATE_GOLDENS=1 pytest tests/tui")


def scrollbars(app: App[Any]) -> Iterator[Region]:
    """Yield where the scrollbars are."""
    for widget in app.screen.query("*"):
        if widget.show_vertical_scrollbar:
            inner = widget.region.shrink(widget.styles.border.spacing)
            yield inner.split_vertical(-widget.scrollbar_size_vertical)[1]


def pictures(app: App[Any]) -> Iterator[Region]:
    """Yield where pictures are drawn."""
    return (picture.region for picture in app.screen.query(Thumbnail) if picture._pixels)


def without(text: str, regions: Iterable[Region]) -> str:
    """Return what is on screen without what is in some places of it."""
    lines = [list(line) for line in text.splitlines()]
    for region in regions:
        for y in range(max(region.y, 0), min(region.bottom, len(lines))):
            at = slice(region.x, region.right)
            lines[y][at] = [" "] * len(lines[y][at])
    return "".join("".join(line).rstrip() + "\n" for line in lines)


async def until(pilot: Pilot[Any], holds: Callable[[], object], what: str = "what was waited for") -> None:
    """Wait until something holds, and for what the app still has to do; fail when it does not come."""
    await pilot.pause()
    if not await _within(pilot, _PATIENCE, holds):
        raise AssertionError(f"{what} did not come about; on screen:\n{text_of(pilot.app)}")


async def agree(pilot: Pilot[Any], *told: str) -> None:
    """Say yes to the question on screen, once it is seen; it has to tell this."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "a question")
    question = pilot.app.screen
    assert isinstance(question, Ask)
    text = f"{question.question}\n{question.explanation}"
    assert all(words in text for words in told), text
    await pilot.pause()
    await pilot.press("y")


async def _within(pilot: Pilot[Any], seconds: float, holds: Callable[[], object]) -> bool:
    """Wait until something holds, and say whether it has come."""
    for _ in range(round(seconds / _STEP)):
        if holds():
            return True
        await pilot.pause(_STEP)
        await pilot.pause()
    return False


async def settled(pilot: Pilot[Any]) -> None:
    """Wait for workers, for what they have posted, and for the workers that this has started."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()
