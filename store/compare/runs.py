"""What figures are made of: a row a variant with its runs, their program, machine and data."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from store.compare.groups import Group
from store.compare.numbers import shown_seeds
from store.compare.table import Cell, Column, Row, Table
from store.status import Status

SHOWN_HASH = 6
_COLUMNS = (
    Column("variant", whole=True),
    Column("seeds"),
    Column("status"),
    Column("settings", whole=True),
    Column("queued", whole=True),
    Column("device"),
    Column("host"),
    Column("code"),
    Column("data", whole=True),
)


def runs_table(groups: Sequence[Group], labels: Sequence[str]) -> Table:
    """Return where the runs of each group stand, and what they ran with; `settings` is the hash of all of them."""
    rows = tuple(Row(tuple(_cells(group, label)), key=group.name) for group, label in zip(groups, labels, strict=True))
    return Table("Runs", _COLUMNS, rows, tuple(_endings(groups)), "runs").without_empty()


def _cells(group: Group, label: str) -> Iterator[Cell]:
    seeds = [member.seed for member in group.members]
    counts = {str(status): sum(member.status is status for member in group.members) for status in Status}
    yield Cell(label, label)
    yield Cell(shown_seeds(seeds).partition(" ")[2], seeds)
    yield Cell(group.standing() or "finished", {status: count for status, count in counts.items() if count})
    yield Cell(group.config_hash[:SHOWN_HASH], group.config_hash or None)
    yield _when([member.created for member in group.members if member.created])
    for part in ("device", "host", "code", "data"):
        yield _each(group, part)


def _each(group: Group, part: str) -> Cell:
    """Return what the runs of a group have for a part of a member, each once."""
    found = list(dict.fromkeys(filter(None, map(attrgetter(part), group.members))))
    return Cell("; ".join(found), found or None)


def _when(created: Sequence[float]) -> Cell:
    """Return the day, or the first and the last one."""
    if not created:
        return Cell()
    days = list(dict.fromkeys(_day(moment) for moment in (min(created), max(created))))
    return Cell(" to ".join(days), [min(created), max(created)])


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment).astimezone():%Y-%m-%d}"


def _endings(groups: Iterable[Group]) -> Iterator[str]:
    """Yield why runs ended that did not finish."""
    for group in groups:
        for member in group.members:
            if member.status.ended and member.status is not Status.FINISHED and member.reason:
                yield f"{group.name}/{member.seed} {member.status}: {member.reason}"
