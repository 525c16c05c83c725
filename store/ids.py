"""Ids of runs: short, sortable by time, and nothing that could lead out of a folder."""

import os
import re
from datetime import UTC, datetime
from itertools import count

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
TICK = 0.002
"""Seconds that one step of the time part stands for: five digits of base 36 count them through a day."""
_counters = [count(int.from_bytes(os.urandom(2)) % 36**2)]


def _begin_anew() -> None:
    """Let a child that was forked count from elsewhere than its parent, and its siblings."""
    _counters[0] = count(int.from_bytes(os.urandom(2)) % 36**2)


os.register_at_fork(after_in_child=_begin_anew)
_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]{3,}(-[a-z0-9]+)*")


def new_id(created: float) -> str:
    """Return an id for a run made at a unix time, such as `2026-11-24-k3f9q2x`: date, time of day, and a counter.

    The counter begins anywhere, so neither one process nor two that begin together give an id twice.
    """
    day = datetime.fromtimestamp(created, UTC)
    ticks = int((created % 86400) / TICK)
    return f"{day:%Y-%m-%d}-{_base36(ticks, 5)}{_base36(next(_counters[0]) % 36**2, 2)}"


def is_id(text: str) -> bool:
    """Say whether a text has the form of an id, so that it names a folder of the store and nothing else."""
    return _ID.fullmatch(text) is not None


def created_of(id_: str) -> float:
    """Return the unix time of the day that an id begins with; 0 for one that begins with none."""
    try:
        return datetime.strptime(id_[:10], "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _base36(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text
