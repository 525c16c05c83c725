"""The cells of the run list: what each of its usual columns says of a line."""

from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from store.compare.curves.palette import SERIES
from store.status import ENDED, NOT_BEGUN
from tui.formats import NOTHING, delta, duration, figure, progress, spark
from tui.listing.lines import Line, time_left
from tui.statuses import group_cell, status_cell
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DONE, _PLANNED = map(attrgetter, ("epoch", "epochs"))
SEVERAL = "several"
GOAL_WIDTH = 5
"""Cells of the column of goals: `✓ yes`."""


def name(line: Line) -> Cell:
    """Return its title, under what it lies in."""
    indent = "  " * line.depth
    if line.kind == "run":
        return Cell(f"{indent}  {line.title}", colour(line) if line.depth == 0 else "")
    sign = "▾" if line.open else "▸"
    count = f" \N{MULTIPLICATION SIGN}{len(line.rows)}" if line.kind == "variant" and len(line.rows) > 1 else ""
    return Cell(f"{indent}{sign} {line.title}{count}", "heading" if line.is_heading else colour(line))


def status(line: Line) -> Cell:
    """Return the status of a run, or the most urgent of several."""
    if len(line.rows) == 1:
        return status_cell(line.rows[0].status)
    return group_cell(line.statuses)


def epoch(line: Line) -> Cell:
    """Return the epochs done of those asked for; of several runs the share."""
    done, planned = sum(map(_DONE, line.rows)), sum(map(_PLANNED, line.rows))
    if not planned:
        return Cell("", "dim")
    return Cell(progress(done, planned) if len(line.rows) == 1 else f"{100 * done // planned} %")


def mean_of(of: str) -> "Callable[[Line], Cell]":
    """Return what gives the mean of a line's `last` or `best` figures."""

    def cell(line: Line) -> Cell:
        if line.is_heading:
            return Cell("")
        values = line.figures(of)
        return Cell(figure(sum(values) / len(values))) if values else Cell(NOTHING, "dim")

    return cell


def test(line: Line) -> Cell:
    """Return the mean test accuracy."""
    if line.is_heading:
        return Cell("")
    return Cell(figure(line.test) if line.test is not None else NOTHING, "strong" if line.test is not None else "dim")


def spread(line: Line) -> Cell:
    """Return the spread of the test accuracy."""
    wide = None if line.is_heading else line.spread
    return Cell("" if wide is None else f"{wide:.3f}".removeprefix("0"), "dim")


def difference(line: Line) -> Cell:
    """Return how far the test accuracy lies from the baseline's."""
    change = line.delta
    return Cell(delta(change), "" if change is None or abs(change) < 5e-5 else "good" if change > 0 else "bad")


def goal(line: Line) -> Cell:
    """Return whether the goal was reached, or how often."""
    answers = [] if line.is_heading else [row.reached for row in line.counted if row.reached is not None]
    if not answers:
        return Cell("")
    reached = sum(answers)
    if len(answers) == 1:
        return Cell("✓ yes", "good") if reached else Cell("✗ no", "bad")
    return Cell(progress(reached, len(answers), GOAL_WIDTH), "good" if reached == len(answers) else "bad")


def left(line: Line) -> Cell:
    """Return the time left; nobody can tell how long those will take that have not begun."""
    open_rows = [row for row in line.rows if row.status not in ENDED]
    if any(row.status in NOT_BEGUN for row in open_rows):
        return Cell("")
    known = [seconds for row in open_rows if (seconds := time_left(row)) is not None]
    return Cell(duration(max(known)), "live") if known else Cell("")


def trend(line: Line) -> Cell:
    """Return the longest course of its runs as bars, in the colour of the variant."""
    if line.is_heading:
        return Cell("")
    row = max(line.rows, key=lambda row: len(row.curve), default=None)
    return Cell(spark(row.spark, 16) if row is not None else "", colour(line))


def colour(line: Line) -> str:
    """Return the tone of the variant's colour, which its curves have everywhere."""
    return "live" if line.colour is None else f"series-{line.colour % SERIES + 1}"


def device(line: Line) -> Cell:
    """Return what its runs ran on."""
    return _in_common(line, [row.device for row in line.rows])


def note(line: Line) -> Cell:
    """Return what was noted of its runs."""
    return _in_common(line, [row.note for row in line.rows if row.note])


def tags(line: Line) -> Cell:
    """Return the tags of its runs."""
    return _in_common(line, [" ".join(row.tags) for row in line.rows])


def run_id(line: Line) -> Cell:
    """Return the run's id."""
    return _in_common(line, [row.id for row in line.rows])


def created(line: Line) -> Cell:
    """Return when its newest run was queued, by the clock here."""
    moment = datetime.fromtimestamp(max(row.created for row in line.rows), UTC).astimezone()
    return Cell(f"{moment:%Y-%m-%d %H:%M}", "dim")


def ran(line: Line) -> Cell:
    """Return how long it trained; of several runs, all together."""
    seconds = sum(row.seconds for row in line.rows)
    return Cell(duration(seconds) if seconds else "", "dim")


def common(words: "Iterable[str]") -> str:
    """Return the word that all share, `several`, or nothing."""
    known = sorted({word for word in words if word})
    return known[0] if len(known) == 1 else SEVERAL if known else ""


def _in_common(line: Line, words: "Iterable[str]") -> Cell:
    return Cell("") if line.is_heading else Cell(common(words), "dim")
