"""Turns between the dispatchers of a machine: who has waited longest for a device gets it next."""

import fcntl
import os
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from store.files import is_locked
from trainer.launch.claims import claims_folder

ENDING = ".turn"


@dataclass
class Turns:
    """What one dispatcher waits for. A turn is a locked file with its time in its name; it ends with its process."""

    _held: dict[str, tuple[Path, int]] = field(default_factory=dict)
    """By place: `cpu`, or the UUID of a GPU."""

    def wait(self, place: str) -> None:
        """Stand in line for a place, unless it does already."""
        if place not in self._held:
            name = f"{place}@{time.time_ns():020}-{secrets.token_hex(4)}{ENDING}"
            self._held[place] = _new_turn(claims_folder() / name)

    def is_next(self, place: str) -> bool:
        """Say whether nobody else has waited longer; who is not in line has not waited at all."""
        own = self._held[place][0].name if place in self._held else f"{place}@~"
        return not any(_is_waiting(turn) for turn in claims_folder().glob(f"{place}@*{ENDING}") if turn.name < own)

    def keep(self, places: Collection[str]) -> None:
        """Stand in line for these places and for no others."""
        self.leave(*(self._held.keys() - places))
        for place in places:
            self.wait(place)

    def leave(self, *places: str) -> None:
        """Leave the line for these places, where it stands in one."""
        for place in places:
            if place in self._held:
                path, lock = self._held.pop(place)
                with suppress(OSError):
                    path.unlink()
                os.close(lock)


def left_behind() -> list[Path]:
    """Return the turns whose dispatchers were killed. Whoever waits for the same device removes them, too."""
    return [turn for turn in sorted(claims_folder().glob(f"*{ENDING}")) if not is_locked(turn)]


def remove_left_behind() -> list[Path]:
    """Remove the turns that were left behind, and return those that are another user's and stay."""
    return [turn for turn in left_behind() if not _removed(turn)]


def _removed(turn: Path) -> bool:
    with suppress(OSError):
        turn.unlink()
        return True
    return False


def _new_turn(path: Path) -> tuple[Path, int]:
    """Make a turn's file and lock it before it has its name, so that nobody takes it for one that was left behind."""
    unnamed = path.with_suffix(".new")
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    os.fchmod(descriptor, 0o666)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    unnamed.rename(path)
    return path, descriptor


def _is_waiting(turn: Path) -> bool:
    """Say whether whoever made a turn's file still lives; one that was left behind is removed."""
    if is_locked(turn):
        return True
    with suppress(OSError):  # it may be another user's
        turn.unlink()
    return False
