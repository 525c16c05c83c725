"""The thread that watches the store's files, so that a figure is on screen moments after it was written."""

import time
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from textual.message import Message

from store.errors import StoreError
from store.run import EVENTS, Run
from store.status import ENDED
from store.store import Store
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from store.row import Row

TICK = 0.18
"""Seconds between two looks at the files."""
RUNNING_LOOK, IDLE_LOOK = 1.0, 5.0
"""Seconds after which a run is judged anew though its files stand still: a process that dies writes nothing."""
REST = 4.0
"""How many times as long as judging a run took the thread leaves it alone, so that the screen has the processor."""


class RunsChanged(Message):
    """Runs have moved on; `rows` are those that did since the last look."""

    def __init__(self, *rows: "Row") -> None:
        super().__init__()
        self.rows = rows


class RowsChanged(Message):
    """Runs have come or gone, or the index has changed; `rows` are all there are now."""

    def __init__(self, rows: "Sequence[Row]") -> None:
        super().__init__()
        self.rows = rows

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, RowsChanged)


@dataclass(slots=True, eq=False)
class Watched:
    """A run that has not ended, what its files looked like, and when it is looked into next."""

    run: "Run"
    row: "Row"
    seen: tuple[int, int] = (-1, -1)
    next_look: float = 0.0
    rest_until: float = 0.0
    """Until when a run that takes long to judge, as one of a million epochs does the first time, is let alone."""

    def moved(self, now: float) -> bool:
        """Say whether the run is to be judged: its files have changed, or it is time."""
        if now < self.rest_until:
            return False
        seen = (_changed(self.run.folder), _size(self.run.folder / EVENTS))
        moved = seen != self.seen or now >= self.next_look
        self.seen = seen
        if moved:
            self.next_look = now + (RUNNING_LOOK if seen[1] > 0 else IDLE_LOOK)
        return moved


class Watcher(Thread):
    """Looks at each run that has not ended, and for new ones; touches no widget, posts messages only."""

    def __init__(self, store: "Store", rows: "Sequence[Row]", post: "Callable[[Message], object]") -> None:
        super().__init__(name="watcher", daemon=True)
        self._store, self._post = Store(store.root), post
        self._stopped = Event()
        self._watched: dict[str, Watched] = {}
        self._root_seen = self._root()
        self._watch(rows)

    def stop(self) -> None:
        """Let the thread end after the look that it is at."""
        self._stopped.set()

    def run(self) -> None:
        while not self._stopped.wait(TICK):
            self.look()

    def look(self) -> None:
        """Look once at everything; what a file system refuses now is looked at again the next time."""
        try:
            self._look_for_runs()
            looked_into = map(self._look_into, list(self._watched.values()))
            if moved := [row for row in looked_into if row is not None]:
                self._post(RunsChanged(*moved))
        except (OSError, StoreError):
            self._root_seen = (0, 0)

    def _look_for_runs(self) -> None:
        root = self._root()
        if root == self._root_seen:
            return
        self._root_seen = root
        rows = self._store.rows()
        self._watch(rows)
        self._post(RowsChanged(rows))

    def _look_into(self, watched: Watched) -> "Row | None":
        """Return the row of a run that is not what it was."""
        now = time.monotonic()
        if not watched.moved(now):
            return None
        row = summarize_whatever(watched.run)
        watched.run.keep_events()
        ended = time.monotonic()
        watched.rest_until = ended + REST * (ended - now)
        if row.status.ended:
            self._watched.pop(row.id, None)
            self._hurry()
        before, watched.row = watched.row, row
        return row if row != before else None

    def _hurry(self) -> None:
        """Look at the runs that may have waited for the one that has ended."""
        for watched in self._watched.values():
            watched.next_look = watched.rest_until = 0.0

    def _watch(self, rows: "Sequence[Row]") -> None:
        before, root = self._watched, self._store.root
        going_on = [row for row in rows if row.status not in ENDED]
        self._watched = {row.id: before.get(row.id) or Watched(Run(root / row.id), row) for row in going_on}

    def _root(self) -> tuple[int, int]:
        return _changed(self._store.root), _changed(self._store.root / "index.json")


def _changed(path: "Path") -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _size(path: "Path") -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
