"""The runs that searches have asked for stand together on Home: a night's bisection is one line, not thirty."""

from typing import TYPE_CHECKING

from store.names import PROBE
from tui.home.goals import word
from tui.home.lines import HomeLine
from tui.listing.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row


def trials_together(rows: "Iterable[Row]") -> "list[list[Row]]":
    """Return runs one by one, but an experiment's trials in the place of the first of them."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = ("trials", row.experiment) if row.variant.startswith(PROBE) else ("run", row.id)
        found.setdefault(key, []).append(row)
    return list(found.values())


def trials_line(rows: "Sequence[Row]", section: str) -> HomeLine:
    """Return the line of several trials of an experiment; opened it lists all that there are."""
    experiment = rows[0].experiment
    key = f"trials/{section}/{experiment}"
    line = Line(key, "experiment", f"{experiment}/{PROBE}", 1, list(rows))
    return HomeLine(key, "trials", section, line=line, filter=f"experiment:{word(experiment)} variant:{PROBE}*")
