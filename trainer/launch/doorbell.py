"""How a dispatcher hears that something has changed: by the time of change of the file that all lock who queue."""

import os
import time
from contextlib import suppress
from pathlib import Path

from store.line import QUEUEING

LOCK = QUEUEING
DISPATCHER = "dispatcher.lock"
"""Held by a store's dispatcher, which also writes into it who it is."""


def ring(root: Path) -> None:
    """Let a dispatcher look at the store anew. Two rings never have the same time, as file systems' clocks may."""
    now = time.time_ns()
    with suppress(FileNotFoundError):
        os.utime(root / LOCK, ns=(now, now))


def last_rung(root: Path) -> int:
    """Return when the bell was rung last, in nanoseconds; 0 where it never was."""
    try:
        return (root / LOCK).stat().st_mtime_ns
    except FileNotFoundError:
        return 0
