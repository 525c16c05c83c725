"""One thing that was looked at, and the table of all."""

from collections.abc import Iterable
from dataclasses import dataclass

from store.compare.table import Cell, Column, Row, Table

COLUMNS = (Column("what", whole=True), Column("found"))


@dataclass(frozen=True)
class Check:
    """What was found. `advice` says what to do about it; it is a trouble where `bad`, else good to know."""

    group: str
    what: str
    found: str
    advice: str = ""
    bad: bool = False


def check_table(checks: Iterable[Check]) -> Table:
    """Return the table of a check-up: troubles are marked, and what to do stands below."""
    checks = list(checks)
    rows = tuple(Row((Cell(check.what, check.what), _found(check)), check.what, check.group) for check in checks)
    advice = [f"{check.what}: {check.advice}" for check in checks if check.advice]
    troubles = sum(check.bad for check in checks)
    verdict = f"{troubles} to be put right" if troubles else "all is well"
    return Table("Check-up", COLUMNS, rows, (*advice, verdict), "checks")


def _found(check: Check) -> Cell:
    value = {"found": check.found, "bad": check.bad, "advice": check.advice}
    return Cell(check.found, value, "worse" if check.bad else "")
