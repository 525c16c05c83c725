"""What a run keeps while nothing can be written: it trains on, and writes what counts when that is possible again."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.errors import sentence
from store.files import FULL, UNWRITABLE, write_atomically
from store.room import has_room

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.engine.reporter import Reporter

PAUSE = 1.0
"""Seconds between two tries at the end of a run."""
TEXT = "the disk is full: training goes on without checkpoints until there is room again"
READ_ONLY = "the store cannot be written ({}): training goes on without checkpoints until it can be again"


class Files:
    """Writes a run's files. One that cannot be written now is either left out, or kept in memory until it can be."""

    def __init__(self, folder: "Path", reporter: "Reporter") -> None:
        self.folder, self._reporter = folder, reporter
        self.waiting: dict[str, bytes] = {}
        """Contents by name of the file, that could not be written."""
        self._told = False
        self._problem = ""

    def write(self, name: str, content: bytes, *, keep: bool = False) -> bool:
        """Write a file whole, or leave it as it is where nothing can be written; `keep` tries again later."""
        self.waiting.pop(name, None)
        if self._write(name, content):
            return True
        if keep:
            self.waiting[name] = content
        if not self._told:
            self._told = True
            self._reporter.event("warning", setting="disk", text=self._problem)
        return False

    def hold(self, name: str, content: bytes) -> None:
        """Keep a file in memory until `flush` is called, or it is dropped."""
        self.waiting[name] = content

    def flush(self) -> bool:
        """Write what could not be written, and say whether all is written now."""
        self.waiting = {name: content for name, content in self.waiting.items() if not self._write(name, content)}
        return self._reporter.flush() and not self.waiting

    def settle(self, asked: Callable[[], bool]) -> bool:
        """Wait until everything is written; False if the run was asked to stop before."""
        while not self.flush():
            if asked():
                return False
            time.sleep(PAUSE)
        return True

    def _write(self, name: str, content: bytes) -> bool:
        try:
            if not has_room(self.folder, len(content)):
                self._problem = TEXT
                return False
            write_atomically(self.folder / name, content)
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            self._problem = TEXT if error.errno in FULL else READ_ONLY.format(sentence(error))
            return False
        return True
