"""The line in which runs wait: whose turn comes first, and what holds it up."""

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import locked, write_json
from store.forms import LINE_FORMS, read_formed
from store.room import lack_of_room, size_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE = "queue.json"
LOCK = "queue.json.lock"
QUEUEING = "queue.lock"
"""Held while runs are added, and while a dispatcher is started or leaves; so no run falls between two dispatchers."""

NEW_LINE: dict[str, Any] = {"paused": None, "until": None, "held": [], "budget": None, "over": None}
"""queue.json where there is none: nothing holds the line up.

`paused` is since when, `until` when its time is over (unix time), `held` which runs were paused when it was; `budget`
is how many bytes the store may take, and `over` what it takes though nothing more can be done without.
"""


def place(state: "Mapping[str, Any]") -> tuple[float, float]:
    """Return what run.json says of a run's turn: lower comes first, a higher priority before a lower one."""
    return -float(state["priority"]), float(state["order"])


def line(root: "Path") -> dict[str, Any]:
    """Return what queue.json says of the whole line."""
    return NEW_LINE | (read_formed(root / FILE, LINE_FORMS) or {})


def held_up(root: "Path") -> str:
    """Say why no run of a store begins now, or nothing; none does while queue.json is damaged."""
    try:
        return closed(root) or _over_budget(root) or lack_of_room(root)
    except StoreError:
        return f"nothing begins while {FILE} is damaged; `backslide doctor` says more"


def closed(root: "Path") -> str:
    """Say that somebody wanted no run to begin now, or nothing."""
    found = line(root)
    if found["paused"]:
        return "the queue is paused"
    if found["until"] and time.time() >= found["until"]:
        return f"the queue's time was over on {moment(found['until'])}"
    return ""


def _over_budget(root: "Path") -> str:
    found = line(root)
    if not (found["budget"] and found["over"]):
        return ""
    return f"the store takes {size_told(found['over'])} of {size_told(found['budget'])}; `backslide clean` says of what"


def moment(when: float) -> str:
    """Return a time as people write it: `2026-11-30 08:00`."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(when))


@contextmanager
def change_line(root: "Path") -> "Iterator[dict[str, Any]]":
    """Give queue.json to be changed, alone, and write it whole at the end."""
    with locked(root / LOCK):
        found = line(root)
        yield found
        write_json(root / FILE, found)
