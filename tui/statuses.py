"""How a status looks: a sign that needs no colour, and a tone."""

from collections import Counter
from typing import TYPE_CHECKING

from store.status import NOT_BEGUN, Status
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.row import Row

SIGNS: dict[Status, tuple[str, str]] = {
    Status.RUNNING: ("●", "live"),
    Status.SILENT: ("◍", "warn"),
    Status.STOPPING: ("◐", "warn"),
    Status.QUEUED: ("○", "dim"),
    Status.WAITING: ("◌", "dim"),
    Status.FINISHED: ("✓", "good"),
    Status.FAILED: ("✗", "bad"),
    Status.STOPPED: ("■", "warn"),
    Status.LOST: ("✗", "bad"),
    Status.SKIPPED: ("↷", "dim"),
    Status.UNKNOWN: ("?", "warn"),
}
URGENCY = {
    status: place
    for place, status in enumerate(
        (
            Status.SILENT,
            Status.RUNNING,
            Status.STOPPING,
            Status.FAILED,
            Status.LOST,
            Status.UNKNOWN,
            Status.QUEUED,
            Status.WAITING,
            Status.STOPPED,
            Status.SKIPPED,
            Status.FINISHED,
        )
    )
}
"""Statuses by their place: a group of runs is shown by the first of these that one of its runs has."""


def status_cell(status: Status) -> Cell:
    """Return a run's status as a sign and a word."""
    sign, tone = SIGNS[status]
    return Cell(f"{sign} {status}", tone)


def group_cell(statuses: "Iterable[Status]") -> Cell:
    """Return the status of several runs: the most urgent, how many have it, how many are done (`● 2 run ✓3`).

    As in `tally`, they may have been counted before.
    """
    counts = Counter(statuses)
    status = next((one for one in URGENCY if counts[one]), Status.QUEUED)
    number = sum(counts[one] for one in NOT_BEGUN) if status in NOT_BEGUN else counts[status]
    sign, tone = SIGNS[status]
    finished = counts[Status.FINISHED]
    done = f" {SIGNS[Status.FINISHED][0]}{finished}" if finished and number < counts.total() else ""
    return Cell(f"{sign} {number} {_SHORT.get(status, status)}{done}", tone)


def most_urgent(statuses: "Iterable[Status]") -> Status:
    """Return the status that tells most of several runs."""
    return min(statuses, key=URGENCY.__getitem__)


def is_paused(row: "Row") -> bool:
    """Say whether a run is held back, or was stopped to be."""
    return row.status in (Status.QUEUED, Status.WAITING, Status.STOPPED) and row.reason.startswith("paused")


def tally(statuses: "Iterable[Status]") -> str:
    """Return how many runs there are of each status, the most urgent first: `2 running · 3 queued`."""
    counts = Counter(statuses)
    return " · ".join(f"{counts[status]:,} {status}" for status in URGENCY if counts[status])


_SHORT = {
    Status.RUNNING: "run",
    Status.SILENT: "mute",
    Status.STOPPING: "stop",
    Status.QUEUED: "wait",
    Status.WAITING: "wait",
    Status.FINISHED: "done",
    Status.FAILED: "fail",
    Status.STOPPED: "stop",
    Status.SKIPPED: "skip",
    Status.UNKNOWN: "?",
}
