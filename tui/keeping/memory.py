"""What the app shows, kept a moment after it changed, so that it is there again when the app is opened again."""

from typing import TYPE_CHECKING, Any

from tui.keeping import statefile
from tui.screens.base import BackslideScreen
from tui.screens.runs import RunsScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.screen import Screen

LIST, SCREEN = "list", "screen"


class Memory:
    """Remembers the list and the screen above it, of one store."""

    def __init__(self, root: "Path") -> None:
        self._root = root
        self._kept: dict[str, Any] = {}

    def recall(self) -> dict[str, Any]:
        """Return what was kept last time."""
        return statefile.read(self._root)

    def keep(self, stack: "Sequence[Screen[Any]]") -> None:
        """Keep what is shown now, if it is not what was kept last; where nothing can be written, nothing is kept."""
        runs = next((screen for screen in stack if isinstance(screen, RunsScreen) and screen.is_mounted), None)
        if runs is None:
            return
        own = [screen for screen in stack if isinstance(screen, BackslideScreen) and screen.bookmark()]
        now = {LIST: runs.state(), SCREEN: list(own[-1].bookmark()) if own else None}
        if now != self._kept:
            self._kept = now
            statefile.write(self._root, **now)
