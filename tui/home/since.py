"""The last look: when a person last saw on Home what had become of their runs, and what has ended since."""

import time
from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from store.run import EVENTS, EXIT, STATE
from store.status import ALIVE
from tui.keeping import statefile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from store.row import Row

FIRST_LOOK = 86_400.0
"""Seconds that a first look reaches back."""


class Look(NamedTuple):
    """A look that was had: when, and which runs were under way then. Of none before, it is a day ago."""

    when: float
    alive: frozenset[str] = frozenset()
    first: bool = False

    def misses(self, row: "Row") -> bool:
        """Say whether a run has ended that had not when it was looked.

        One that was under way then counts though its last word, by which a lost run's end is told, came before.
        """
        return row.status.ended and (row.ended > self.when or row.id in self.alive)


class LastLook:
    """Knows the last look at a store, and keeps the next one; `keeps=False` looks without leaving a trace."""

    def __init__(self, root: "Path", clock: "Callable[[], float]" = time.time, *, keeps: bool = True) -> None:
        self.clock = clock
        self._root, self._keeps = root, keeps
        self.look = _read(root, clock())

    def take(self, rows: "Iterable[Row]") -> None:
        """Note that all has been seen now."""
        alive = sorted(row.id for row in rows if row.status in ALIVE)
        self.look = Look(self.clock(), frozenset(alive))
        if self._keeps:
            statefile.write(self._root, looked=round(self.look.when, 1), alive=alive)

    def hint(self, rows: "Iterable[Row]") -> str:
        """Return in a few words how many runs have ended since, and the key that tells more; nothing before a look."""
        count = 0 if self.look.first else sum(map(self.look.misses, rows))
        return f"{count:,} ended since your last look · H" if count else ""


def dated(rows: "Iterable[Row]", root: "Path") -> "list[Row]":
    """Return the rows that have ended, each with when; where the index is too old to say, its files' times do."""
    return [row if row.ended else _dated(row, root / row.id) for row in rows if row.status.ended]


def _dated(row: "Row", folder: "Path") -> "Row":
    dated = copy(row)
    dated.ended = _ended(folder, row)
    return dated


def _ended(folder: "Path", row: "Row") -> float:
    for name in (EXIT, EVENTS, STATE):
        try:
            return (folder / name).stat().st_mtime
        except OSError:
            continue
    return row.created


def _read(root: "Path", now: float) -> Look:
    kept = statefile.read(root)
    when, alive = kept.get("looked"), kept.get("alive")
    if not isinstance(when, (int, float)) or isinstance(when, bool):
        return Look(now - FIRST_LOOK, first=True)
    return Look(float(when), frozenset(map(str, alive)) if isinstance(alive, list) else frozenset())
