"""What a run keeps while the disk is full: it trains on, and writes what counts when there is room again."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.files import FULL, write_atomically
from store.room import has_room

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.engine.reporter import Reporter

PAUSE = 1.0
"""Seconds between two tries at the end of a run."""
TEXT = "the disk is full: training goes on without checkpoints until there is room again"


class Files:
    """Writes a run's files. One for which there is no room is either left out, or kept in memory until there is."""

    def __init__(self, folder: "Path", reporter: "Reporter") -> None:
        self.folder, self._reporter = folder, reporter
        self.waiting: dict[str, bytes] = {}
        """Contents by name of the file, for which there was no room."""
        self._told = False

    def write(self, name: str, content: bytes, *, keep: bool = False) -> bool:
        """Write a file whole, or leave it as it is where the disk is full; `keep` tries again later. False: no room."""
        self.waiting.pop(name, None)
        if self._write(name, content):
            return True
        if keep:
            self.waiting[name] = content
        if not self._told:
            self._told = True
            self._reporter.event("warning", setting="disk", text=TEXT)
        return False

    def hold(self, name: str, content: bytes) -> None:
        """Keep a file in memory until `flush` is called, or it is dropped."""
        self.waiting[name] = content

    def flush(self) -> bool:
        """Write what there was no room for, and say whether all is written now."""
        self.waiting = {name: content for name, content in self.waiting.items() if not self._write(name, content)}
        return self._reporter.flush() and not self.waiting

    def settle(self, asked: Callable[[], bool]) -> None:
        """Wait until everything is written; who asks the run to stop gives up what there is no room for."""
        while not self.flush() and not asked():
            time.sleep(PAUSE)

    def _write(self, name: str, content: bytes) -> bool:
        try:
            if not has_room(self.folder, len(content)):
                return False
            write_atomically(self.folder / name, content)
        except OSError as error:
            if error.errno not in FULL:
                raise
            return False
        return True
