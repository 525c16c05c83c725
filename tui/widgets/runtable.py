"""The run list: a line an experiment, a variant, a run."""

from dataclasses import replace
from typing import TYPE_CHECKING

from store.status import NOT_BEGUN
from tui.formats import NOTHING, delta, duration, figure, spark
from tui.lines import Line, Order, time_left
from tui.statuses import URGENCY, group_cell, status_cell, tally
from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row


COLUMNS = (
    Column("name", "Experiment · variant", 20, most=40),
    Column("status", "Status", 12, rank=0),
    Column("epoch", "Epoch", 7, "right", rank=1),
    Column("last", "Last", 6, "right", rank=3),
    Column("best", "Best", 6, "right", rank=2),
    Column("test", "Test", 6, "right"),
    Column("spread", "±", 5, "right", rank=7),
    Column("delta", "Δ base", 7, "right", rank=4),
    Column("goal", "Goal", 5, "left", rank=5),
    Column("left", "Left", 7, "right", rank=6),
    Column("spark", "Trend", 10, rank=8, most=16),
    Column("device", "Device", 8, rank=10, most=16),
    Column("note", "Note", 10, rank=9, most=30),
)


SORTED_COLUMNS = {
    "name": "name",
    "status": "status",
    "last": "last",
    "best": "best",
    "test": "test",
    "time left": "left",
}
"""The column that each order of the list sorts by."""


def columns_of(order: Order) -> tuple[Column, ...]:
    """Return the columns with an arrow at the one that the list is sorted by."""
    sorted_by = SORTED_COLUMNS.get(order.by)
    arrow = "▴" if order.reverse else "▾"
    return tuple(
        replace(column, title=f"{column.title}{arrow}", width=max(column.width, len(column.title) + 1))
        if column.key == sorted_by
        else column
        for column in COLUMNS
    )


def describe(line: Line) -> str:
    """Return what a line has to say: why its most urgent run stands where it does, else its facts."""
    row = min(line.rows, key=lambda row: URGENCY[row.status])
    if row.reason:
        who = "" if line.kind == "run" else f"{row.variant}, seed {row.seed}: "
        return f"{who}{row.status}: {row.reason}"
    facts = _facts(row) if len(line.rows) == 1 else [tally(row.status for row in line.rows)]
    facts += ["an earlier configuration of this variant"] if line.earlier else []
    return "  ·  ".join([*facts, f"goal {row.goal}"] if row.goal else facts)


def _facts(row: "Row") -> list[str]:
    ran = f"ran {duration(row.seconds)}" if row.seconds else ""
    return [fact for fact in (row.id, row.device, ran, row.note, *row.tags) if fact]


class RunTable(LineTable[Line]):
    """Draws the lines of the run list; figures of a group are means over its runs."""

    def row_key(self, row: Line) -> str:
        return row.key

    def go_to_parent(self) -> None:
        """Put the cursor on the nearest line above that this one lies in."""
        depth = self.rows[self.cursor].depth
        above = (place for place in range(self.cursor, -1, -1) if self.rows[place].depth < depth)
        self.cursor = next(above, self.cursor)

    def cells(self, row: Line) -> "Sequence[Cell]":
        return [
            _name(row),
            _status(row),
            _epoch(row),
            *_figures(row),
            _goal(row),
            _left(row),
            _spark(row),
            _device(row),
            _note(row),
        ]


def _name(line: Line) -> Cell:
    indent = "  " * line.depth
    if line.kind == "run":
        return Cell(f"{indent}  {line.title}")
    sign = "▾" if line.open else "▸"
    count = f" \N{MULTIPLICATION SIGN}{len(line.rows)}" if line.kind == "variant" and len(line.rows) > 1 else ""
    return Cell(f"{indent}{sign} {line.title}{count}", "heading" if line.kind == "experiment" else "strong")


def _status(line: Line) -> Cell:
    if len(line.rows) == 1:
        return status_cell(line.rows[0].status)
    return group_cell([row.status for row in line.rows])


def _epoch(line: Line) -> Cell:
    done, planned = sum(row.epoch for row in line.rows), sum(row.epochs for row in line.rows)
    if not planned:
        return Cell("", "dim")
    if line.kind == "run" or len(line.rows) == 1:
        return Cell(f"{done}/{planned}")
    return Cell(f"{100 * done // planned} %")


def _figures(line: Line) -> list[Cell]:
    if line.kind == "experiment":
        return [Cell("")] * 5
    wide, change = line.spread, line.delta
    tone = "" if change is None or abs(change) < 5e-5 else "good" if change > 0 else "bad"
    return [
        _mean(line, "last"),
        _mean(line, "best"),
        Cell(figure(line.test) if line.test is not None else NOTHING, "strong" if line.test is not None else "dim"),
        Cell("" if wide is None else f"{wide:.3f}".removeprefix("0"), "dim"),
        Cell(delta(change), tone),
    ]


def _mean(line: Line, of: str) -> Cell:
    values = line.figures(of)
    return Cell(figure(sum(values) / len(values))) if values else Cell(NOTHING, "dim")


def _goal(line: Line) -> Cell:
    answers = [row.reached for row in line.counted if row.reached is not None]
    if not answers or line.kind == "experiment":
        return Cell("")
    reached = sum(answers)
    if len(answers) == 1:
        return Cell("✓ yes", "good") if reached else Cell("✗ no", "bad")
    return Cell(f"{reached}/{len(answers)}", "good" if reached == len(answers) else "bad")


def _left(line: Line) -> Cell:
    if any(row.status in NOT_BEGUN for row in line.rows):
        return Cell("")  # nobody can tell how long those will take that have not begun
    known = [left for row in line.rows if (left := time_left(row)) is not None]
    return Cell(duration(max(known)), "live") if known else Cell("")


def _spark(line: Line) -> Cell:
    if line.kind == "experiment":
        return Cell("")
    row = max(line.rows, key=lambda row: len(row.spark), default=None)
    return Cell(spark(row.spark, 16) if row is not None else "", "live")


def _device(line: Line) -> Cell:
    return Cell(_common([row.device for row in line.rows]), "dim") if line.kind != "experiment" else Cell("")


def _note(line: Line) -> Cell:
    return Cell(_common([row.note for row in line.rows if row.note]), "dim") if line.kind != "experiment" else Cell("")


def _common(words: "list[str]") -> str:
    known = sorted({word for word in words if word})
    return known[0] if len(known) == 1 else "several" if known else ""
