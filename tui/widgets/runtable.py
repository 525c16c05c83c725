"""The run list: a line an experiment, a variant, a run."""

from typing import TYPE_CHECKING, ClassVar

from store.compare.curves.palette import SERIES
from tui.formats import duration
from tui.listing.lines import Line
from tui.statuses import most_urgent, tally
from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from tui.listing.fields import Field
    from tui.listing.order import Order

SERIES_TONES = tuple(f"series-{number}" for number in range(1, SERIES + 1))


def columns_of(fields: "Sequence[Field]", order: "Order") -> tuple[Column, ...]:
    """Return the columns of fields, with an arrow at the one that the list is sorted by."""
    arrow = "▴" if order.reverse else "▾"
    return tuple(
        column._replace(title=f"{column.title}{arrow}", width=max(column.width, len(column.title) + 1))
        if column.key == order.by
        else column
        for column in (field.column for field in fields)
    )


def describe(line: Line) -> str:
    """Return what a line has to say: why its most urgent run stands where it does, else its facts."""
    urgent = most_urgent(line.statuses)
    row = next(row for row in line.rows if row.status == urgent)
    if row.reason:
        who = "" if line.kind == "run" else f"{row.variant}, seed {row.seed}: "
        return f"{who}{row.status}: {row.reason}"
    facts = _facts(row) if len(line.rows) == 1 else [tally(line.statuses)]
    facts += ["an earlier configuration of this variant"] if line.earlier else []
    return "  ·  ".join([*facts, f"goal {row.goal}"] if row.goal else facts)


def _facts(row: "Row") -> list[str]:
    ran = f"ran {duration(row.seconds)}" if row.seconds else ""
    return [fact for fact in (row.id, row.device, ran, row.note, *row.tags) if fact]


class RunTable(LineTable[Line]):
    """Draws the lines of the run list; figures of a group are means over its runs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{tone}" for tone in SERIES_TONES}
    DEFAULT_CSS = "RunTable {" + "".join(f"& > .table--{tone} {{ color: ${tone}; }}" for tone in SERIES_TONES) + "}"

    rows_stay = True

    def __init__(self, fields: "Sequence[Field]", order: "Order") -> None:
        super().__init__(columns_of(fields, order))
        self._fields = fields

    def show_fields(self, fields: "Sequence[Field]", order: "Order") -> None:
        """Show other columns, or the same in another order of lines."""
        self._fields = fields
        self.show_columns(columns_of(fields, order))

    def row_key(self, row: Line) -> str:
        return row.key

    def go_to_parent(self) -> None:
        """Put the cursor on the nearest line above that this one lies in."""
        depth = self.rows[self.cursor].depth
        above = (place for place in range(self.cursor, -1, -1) if self.rows[place].depth < depth)
        self.cursor = next(above, self.cursor)

    def cells(self, row: Line) -> "Sequence[Cell]":
        return [field.cell(row) for field in self._fields]
