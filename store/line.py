"""The line in which runs wait: whose turn comes first, and what holds it up."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import locked, write_json
from store.forms import LINE_FORMS, read_formed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE = "queue.json"
LOCK = "queue.json.lock"

NEW_LINE: dict[str, Any] = {"paused": None}
"""queue.json where there is none: nothing holds the line up. `paused` is since when (unix time)."""


def place(state: "Mapping[str, Any]") -> tuple[float, float]:
    """Return what run.json says of a run's turn: lower comes first, a higher priority before a lower one."""
    return -float(state["priority"]), float(state["order"])


def line(root: "Path") -> dict[str, Any]:
    """Return what queue.json says of the whole line."""
    return NEW_LINE | (read_formed(root / FILE, LINE_FORMS) or {})


def held_up(root: "Path") -> str:
    """Say why no run begins at all, or nothing. What a damaged queue.json says cannot be known, so nothing does."""
    try:
        return "the queue is paused" if line(root)["paused"] else ""
    except StoreError:
        return f"nothing begins while {FILE} is damaged; `backslide doctor` says more"


@contextmanager
def change_line(root: "Path") -> "Iterator[dict[str, Any]]":
    """Give queue.json to be changed, alone, and write it whole at the end."""
    with locked(root / LOCK):
        found = line(root)
        yield found
        write_json(root / FILE, found)
