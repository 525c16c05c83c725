"""What Home tells of a store: what runs, what waits, what ended since the last look, who reached the goal."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store.status import ALIVE, NOT_BEGUN, Status
from tui.home.goals import Siblings, goals
from tui.home.lines import ENDED, MOST, RUNNING, WAITING, HomeLine, Section
from tui.home.since import FIRST_LOOK, Look, dated
from tui.home.times import ago, clock
from tui.home.trials import trials_line, trials_together
from tui.listing.lines import line_of
from tui.statuses import URGENCY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from tui.home.turns import Turns

UNDER_WAY = ALIVE | {Status.UNKNOWN}


@dataclass(frozen=True)
class Overview:
    """All sections but the devices; the last look, and what has ended since."""

    sections: "Sequence[Section]"
    look: Look
    missed: "Sequence[Row]"

    def said(self, now: float) -> str:
        """Return the sentence of the morning: since when, how many ended how, and how many reached their goal."""
        when = clock(self.look.when, now)
        since = "In the last 24 hours" if self.look.first else f"Since {when}, {ago(self.look.when, now)}"
        if not self.missed:
            return f"{since}: nothing has ended"
        counts = Counter(row.status for row in self.missed)
        finished = counts.pop(Status.FINISHED, 0)
        parts = [f"{finished:,} finished"] if finished else []
        judged = [row.reached for row in self.missed if row.reached is not None]
        if judged:
            parts.append(f"goal {sum(judged):,}/{len(judged):,}")
        parts += [f"{counts[status]:,} {status}" for status in URGENCY if counts[status]]
        return f"{since}: {' · '.join(parts)}"


def overview(rows: "Sequence[Row]", look: Look, turns: "Turns", now: float) -> Overview:
    """Work out what there is to show; of ten thousand runs only the turns of those that wait are read."""
    running = [row for row in rows if row.status in UNDER_WAY and row.config_hash]
    waiting = turns.sorted(row for row in rows if row.status in NOT_BEGUN)
    known = sorted(dated(rows, turns.root), key=lambda row: (row.ended, row.id), reverse=True)
    missed = [row for row in known if look.misses(row)]
    shown = missed or [row for row in known if row.ended > now - FIRST_LOOK]
    siblings = Siblings(rows, {row.experiment for row in [*running, *waiting, *shown]})
    found = [
        _section(
            RUNNING,
            "Running" if running else "Nothing runs",
            [[row] for row in running],
            _statuses(UNDER_WAY),
        ),
        _section(WAITING, "Waiting", trials_together(waiting), _statuses(NOT_BEGUN)),
        _ended(shown, look, siblings, now, new=bool(missed)),
        goals([*running, *waiting, *shown], siblings),
    ]
    sections = [section for section in found if section.total or section.name in {RUNNING, ENDED}]
    return Overview(sections, look, missed)


def _ended(rows: "Sequence[Row]", look: Look, siblings: Siblings, now: float, *, new: bool) -> Section:
    if not rows:
        return Section(ENDED, "Nothing has ended in the last 24 hours")
    title = "Ended in 24 hours" if look.first else f"Ended since {clock(look.when, now)}"
    since = min(row.ended for row in rows)
    day = datetime.fromtimestamp(int(since), UTC).astimezone().replace(tzinfo=None)
    found = trials_together(rows)
    return _section(ENDED, title if new else "Ended before", found, f"ended>={day.isoformat()}", siblings)


def _section(
    name: str, title: str, found: "Sequence[list[Row]]", accepts: str, siblings: Siblings | None = None
) -> Section:
    """Return a section of runs; those that `siblings` are given for are compared with their baselines."""
    lines = [
        HomeLine(rows[0].id, "run", name, line=line_of(rows[0], siblings.baseline(rows[0]) if siblings else {}))
        if len(rows) == 1
        else trials_line(rows, name)
        for rows in found[:MOST]
    ]
    return Section(name, title, lines, len(found), sum(map(len, found)), accepts)


def _statuses(statuses: "frozenset[Status]") -> str:
    return f"status:{','.join(sorted(statuses))}"
