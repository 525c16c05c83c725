"""What every download of data or weights shares: where it goes, how long it waits, and what its failure is called."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_SILENCE = 20.0
"""Seconds after which a server that says nothing is given up."""


def failures(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what torchvision raises where something cannot be had (no answer, a wrong checksum), and `others`."""
    from http.client import HTTPException  # every command that reads settings imports this module

    return OSError, HTTPException, RuntimeError, ValueError, ImportError, *others


def cache_folder() -> Path:
    """Return the folder of the person's cache that keeps downloaded data."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "backslide"


@contextmanager
def limited_waiting() -> Iterator[None]:
    """Give up a server that stays silent, which libraries that download would wait for without end."""
    import socket

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(LONGEST_SILENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def reason(error: BaseException) -> str:
    """Return the first line of what an error says, short enough for a sentence."""
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return first[:100].strip("<>").rstrip(".: ")
