"""The columns of each section of Home, and the cells of its lines."""

from typing import TYPE_CHECKING

from rich.cells import cell_len

from store.status import Status
from tui.formats import NOTHING, delta, duration, figure, progress, spark
from tui.home.lines import DEVICES, ENDED, GOALS, RUNNING, WAITING, HomeLine
from tui.home.times import ago, clock
from tui.listing.lines import Line, time_left
from tui.literal import literal
from tui.statuses import SIGNS, is_paused, most_urgent, status_cell, tally
from tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row

STATUS = Column("status", "", 10)
COLUMNS: dict[str, tuple[Column, ...]] = {
    RUNNING: (
        STATUS,
        Column("epoch", "Epoch", 7, "right"),
        Column("last", "Last", 6, "right"),
        Column("best", "Best", 6, "right", rank=2),
        Column("trend", "Trend", 10, most=16, bars=True),
        Column("left", "Left", 7, "right"),
        Column("device", "Device", 9, rank=3, most=60),
    ),
    WAITING: (STATUS, Column("why", "Why", 20, most=200)),
    ENDED: (
        STATUS,
        Column("when", "When", 10, "right"),
        Column("ago", "", 10, rank=2),
        Column("test", "Test", 6, "right"),
        Column("delta", "Δ base", 7, "right"),
        Column("goal", "Goal", 5),
        Column("trend", "Trend", 10, rank=4, most=16, bars=True),
        Column("ran", "Ran", 7, "right", rank=3),
        Column("rest", "", 0, rank=5, most=200),
    ),
    DEVICES: (
        Column("load", "Load", 10),
        Column("memory", "Memory", 15, "right"),
        Column("heat", "Temp", 5, "right"),
        Column("whose", "Whose", 12, most=200),
    ),
    GOALS: (
        Column("reached", "", 10),
        Column("test", "Test", 6, "right"),
        Column("delta", "Δ base", 7, "right"),
        Column("spread", "±", 5, "right", rank=2),
        Column("goal", "Goal", 20, most=200),
    ),
}
"""What follows the name."""


def name_column(width: int) -> Column:
    """Return the first column of every section."""
    return Column("name", "", width)


def cells_of(line: HomeLine, now: float, width: int) -> "Sequence[Cell]":
    """Return a line's cells at this moment; its name is cut in front to so many cells, as its end tells more."""
    if line.kind == "heading":
        return [Cell(line.text, "heading"), *(Cell(column.title, "dim") for column in COLUMNS[line.section][1:])]
    if line.kind in {"note", "more", "gap"}:
        return [Cell(line.text, "dim")]
    if line.line is None:
        return line.cells
    row = line.rows[0]
    if line.kind == "group":
        return [Cell(tail(line.line.name, width)), *_group(line.line)]
    if line.kind == "trials":
        return _trials(line.line, line.section, now, width)
    name = Cell(tail(row.name, width))
    if line.section == RUNNING:
        return [name, *_running(row)]
    if line.section == WAITING:
        return [name, *_waiting(row)]
    return [name, *_ended(line.line, row, now)]


def spanned(line: HomeLine) -> tuple[int, int] | None:
    """Return the columns that one cell of a line stretches over: the first, and the last but so many."""
    if line.kind == "heading":
        return (0, 1)
    if line.kind == "trials" and line.section == ENDED:
        return (4, 9)
    if line.section == ENDED and line.line is not None and line.rows[0].status is not Status.FINISHED:
        return (4, 9)
    return None


def tail(name: str, width: int) -> str:
    """Return a name in so many cells; a longer one keeps its end."""
    text = literal(name)
    if cell_len(text) <= width:
        return text
    while cell_len(text) >= width:
        text = text[1:]
    return f"…{text}"


def _running(row: "Row") -> list[Cell]:
    left = time_left(row)
    last = next((row.last[name] for name in row.best if name in row.last), None)
    return [
        status_cell(row.status),
        Cell(progress(row.epoch, row.epochs)),
        Cell(figure(last), "strong"),
        Cell(figure(row.best_value), "dim" if row.best_value is None else ""),
        Cell(spark(row.spark, 16), "live"),
        Cell(duration(left) if left is not None else NOTHING, "live" if left is not None else "dim"),
        Cell(row.device, "dim"),
    ]


def _waiting(row: "Row") -> list[Cell]:
    if is_paused(row):
        return [Cell(f"{SIGNS[row.status][0]} paused", "warn"), Cell(row.reason, "dim")]
    return [status_cell(row.status), Cell(row.reason or "waits for its turn", "dim")]


def _ended(line: "Line", row: "Row", now: float) -> list[Cell]:
    when = [Cell(clock(row.ended, now)), Cell(ago(row.ended, now), "dim")]
    if row.status is not Status.FINISHED:
        stood = f"after epoch {row.epoch} of {row.epochs}" if row.epoch else ""
        return [status_cell(row.status), *when, Cell(row.reason or stood, SIGNS[row.status][1])]
    change = line.delta
    tone = "" if change is None or abs(change) < 5e-5 else "good" if change > 0 else "bad"
    return [
        status_cell(row.status),
        *when,
        Cell(figure(line.test), "strong"),
        Cell(delta(change), tone),
        _goal(row),
        Cell(spark(row.spark, 16), "live"),
        Cell(duration(row.seconds) if row.seconds else "", "dim"),
    ]


def _trials(line: "Line", section: str, now: float, width: int) -> list[Cell]:
    """Tell of several trials: the most urgent status, when the newest ended, and how many there are of each."""
    name = Cell(tail(f"{line.title} \N{MULTIPLICATION SIGN}{len(line.rows)}", width))
    newest = line.rows[0].ended
    when = [Cell(clock(newest, now)), Cell(ago(newest, now), "dim")] if section == ENDED else []
    told = Cell(f"trials: {tally(line.statuses)}", "dim")
    return [name, status_cell(most_urgent(line.statuses)), *when, told]


def _goal(row: "Row") -> Cell:
    if row.reached is None:
        return Cell("")
    return Cell("✓ yes", "good") if row.reached else Cell("✗ no", "bad")


def _group(line: "Line") -> list[Cell]:
    answers = [row.reached for row in line.counted if row.reached is not None]
    reached, change, wide = sum(answers), line.delta, line.spread
    good = reached == len(answers)
    to_come = sum(not row.status.ended for row in line.counted)
    goal = str(line.rows[0].goal) + (f", {to_come} to come" if to_come else "")
    return [
        Cell(f"{'✓' if good else '✗'} {reached} of {len(answers)}", "good" if good else "bad"),
        Cell(figure(line.test), "strong"),
        Cell(delta(change), "" if change is None or abs(change) < 5e-5 else "good" if change > 0 else "bad"),
        Cell("" if wide is None else f"{wide:.3f}".removeprefix("0"), "dim"),
        Cell(goal, "dim"),
    ]
