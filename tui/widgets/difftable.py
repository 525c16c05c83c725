"""The rows of a diff: settings under their groups, then the figures, in the same columns."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding

from tui.widgets.columns import Cell, Column
from tui.widgets.lineview import GUTTER
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.binding import BindingType

    from store.compare.diff import Diff
    from store.compare.table import Column as TableColumn
    from store.compare.table import Row, Table

TONES = {"better": "good", "worse": "bad", "differs": "accent", "dim": "dim"}
SHORTEST, LONGEST = 22, 30
"""Cells of the first column: the fewest for which others are kept on screen, the most where columns move aside."""
VERDICT, SHORTEST_VERDICT, SQUEEZED = ".verdict", len("better"), 19
"""The columns that may be cut, with the first one, where all come on screen then: to how many cells each."""
TAKEN = GUTTER + 2
"""Cells of a line that are no column's: the gutter, the scrollbar, and the gap before it."""
EMPTY = frozenset({"", "–"})


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A row of one of the two tables, or the heading of a group."""

    key: str
    cells: "Mapping[str, Cell]"
    table: "Table"
    heading: str = ""
    words: str = ""
    """What a filter is matched with: path, label, group and help, in small letters."""
    differs: bool = False
    """Whether it is a setting, or an effect of one, that is not the same in all groups."""


class DiffTable(LineTable[DiffRow]):
    """Shows a diff. The first column stays; the others move sideways."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("right,l", "sideways(1)", "Columns", tooltip="Show the next column", id="diff.right", key_display="→"),
        Binding("left,h", "sideways(-1)", "Columns back", tooltip="Show the column before", id="diff.left", show=False),
        Binding(
            "right_square_bracket",
            "difference(1)",
            "Next change",
            key_display="]",
            tooltip="Go to the next setting that differs",
            id="diff.next",
            show=False,
        ),
        Binding(
            "left_square_bracket",
            "difference(-1)",
            "Change before",
            key_display="[",
            tooltip="Go to the setting before this one that differs",
            id="diff.before",
            show=False,
        ),
    ]

    def __init__(self) -> None:
        super().__init__((), scrolls=True)
        self._diff: Diff | None = None
        self._all: list[DiffRow] = []
        self._words = ""

    def row_key(self, row: DiffRow) -> str:
        return row.key

    def cells(self, row: DiffRow) -> "Sequence[Cell]":
        if row.heading:
            told = row.heading if cell_len(row.heading) <= self.columns[0].width else row.heading.rpartition(": ")[2]
            return [Cell(told, "heading"), *(Cell("") for _ in self.columns[1:])]
        return [row.cells.get(column.key, Cell("")) for column in self.columns]

    def show_diff(self, diff: "Diff") -> None:
        """Show other rows; the cursor stays on its setting."""
        first, self._diff = self._diff is None, diff
        self._all = list(rows_of(diff))
        self.show_columns(columns_of(diff, self._all, self.size.width - TAKEN))
        self.show_matching(self._words)
        if first:
            self._leave_heading()

    def show_matching(self, words: str) -> None:
        """Show only the rows that have all of these words in their path, group or help; no words show all rows."""
        self._words = words
        self.show_rows(list(_matching(self._all, words.casefold().split())) if words.strip() else self._all)
        if words.strip():
            self._leave_heading()

    def _leave_heading(self) -> None:
        """Put the cursor on the first row after a heading on which it stands."""
        places = range(self.cursor, len(self.rows))
        self.cursor = next((place for place in places if not self.rows[place].heading), self.cursor)

    def action_difference(self, step: int) -> None:
        """Go to the next setting that differs, or the one before, round the ends."""
        places = [place for place, row in enumerate(self.rows) if row.differs]
        ahead = [place for place in places if (place - self.cursor) * step > 0]
        if places:
            self.cursor = (min if step > 0 else max)(ahead or places)

    def on_resize(self) -> None:
        super().on_resize()
        if self._diff is not None:
            self.show_diff(self._diff)

    def action_sideways(self, columns: int) -> None:
        self.first_column += columns

    def _place_columns(self, width: int) -> None:
        super()._place_columns(width)
        last = max((place for place, _, _ in self._placed), default=0)
        left = f" ◂ +{self.first_column - 1}" if self.first_column > 1 else ""
        self.note = left + (f" +{len(self.columns) - 1 - last} ▸" if last < len(self.columns) - 1 else "")


def rows_of(diff: "Diff") -> "Iterator[DiffRow]":
    """Yield the rows of all tables, each group under its heading."""
    for table in (diff.settings, diff.effective, diff.metrics):
        yield from _rows(table)


def _rows(table: "Table") -> "Iterator[DiffRow]":
    names = [column.name for column in table.columns]
    if not table.rows and table.notes:
        yield DiffRow(f"#{table.name}", {}, table, heading=" ".join(table.notes))
    for group, rows in table.sections():
        yield DiffRow(f"#{table.name}/{group}", {}, table, heading=group or table.title)
        for row in rows:
            yield DiffRow(
                f"{table.name}/{row.key}",
                _cells(names, row),
                table,
                words=f"{row.key} {row.cells[0].text} {group} {row.help}".casefold(),
                differs=any(cell.mark == "differs" for cell in row.cells),
            )


def told_of(row: DiffRow) -> str:
    """Return what groups have set, whole, with how far it lies from the baseline's; nothing where all are equal."""
    if not row.differs:
        return ""
    texts = {name: cell.text.strip() for name, cell in row.cells.items() if name}
    changes = {name: texts.get(f"{name}.difference", "") for name in texts}
    own = [name for name in texts if not any(name == f"{other}.difference" for other in texts)]
    return "; ".join(f"{name} {texts[name]}{f', {changes[name]}' if changes[name] else ''}" for name in own)


def _matching(rows: "Sequence[DiffRow]", words: "Sequence[str]") -> "Iterator[DiffRow]":
    """Yield the rows that have all words, each group under its heading."""
    heading, found = None, False
    for row in rows:
        if row.heading:
            heading = row
        elif all(word in row.words for word in words):
            yield from (row,) if heading is None else (heading, row)
            heading, found = None, True
    if not found and rows:
        yield DiffRow("#nothing", {}, rows[0].table, heading="nothing matches the filter; esc clears it")


def _cells(names: "Sequence[str]", row: "Row") -> "dict[str, Cell]":
    first, *others = row.cells
    cells = {"": Cell(f"  {first.text}", "dim" if all(cell.mark == "dim" for cell in others) else "")}
    return cells | {
        name: Cell(cell.text, TONES.get(cell.mark, "")) for name, cell in zip(names[1:], others, strict=True)
    }


def columns_of(diff: "Diff", rows: "Sequence[DiffRow]", width: int) -> list[Column]:
    """Return the columns, as wide as their cells; empty ones are left out, lesser ones where room is short."""
    told = [column for column in _columns_in_order(diff) if _has_words(column, diff, rows)]
    columns = [(column.drop, _column(column, rows)) for column in told]
    if SHORTEST + _taken(columns) > width:
        columns = _with_short_verdicts([(drop, column) for drop, column in columns if not drop], width - SQUEEZED)
    widest = max((_length(row, "") or cell_len(row.heading) for row in rows), default=0)
    room = width - _taken(columns)
    first = Column("", "Setting or figure", min(widest, room if room >= SQUEEZED else LONGEST))
    return [first, *(column for _, column in columns)]


def _with_short_verdicts(columns: "Sequence[tuple[int, Column]]", room: int) -> "list[tuple[int, Column]]":
    """Let verdicts be cut where all columns fit then: the difference says the rest, and a line below all of it."""
    verdicts = sum(column.key.endswith(VERDICT) for _, column in columns)
    spare = room - sum(column.width + 1 for _, column in columns if not column.key.endswith(VERDICT)) - verdicts
    width = spare // verdicts if verdicts else 0
    if width < SHORTEST_VERDICT:
        return list(columns)
    return [
        (drop, replace(column, width=min(column.width, width)) if column.key.endswith(VERDICT) else column)
        for drop, column in columns
    ]


def _columns_in_order(diff: "Diff") -> "list[TableColumn]":
    """Return the columns of the figures, and those that only the settings have, each after the one before it."""
    columns = list(diff.metrics.columns[1:])
    for before, column in pairwise(diff.settings.columns):
        names = [known.name for known in columns]
        if column.name not in names:
            columns.insert(names.index(before.name) + 1 if before.name in names else 0, column)
    return columns


def _taken(columns: "Sequence[tuple[int, Column]]") -> int:
    return sum(column.width + 1 for _, column in columns)


def _has_words(column: "TableColumn", diff: "Diff", rows: "Sequence[DiffRow]") -> bool:
    """Say whether a column has anything to say; those of the groups stay whatever they hold."""
    groups = {column.name for column in diff.effective.columns}
    return column.name in groups or any(row.cells.get(column.name, Cell("")).text not in EMPTY for row in rows)


def _column(column: "TableColumn", rows: "Sequence[DiffRow]") -> Column:
    widest = max((_length(row, column.name) for row in rows), default=0)
    return Column(column.name, column.header, min(max(widest, cell_len(column.header), 4), 34), column.align)


def _length(row: DiffRow, name: str) -> int:
    return cell_len(row.cells[name].text) if name in row.cells else 0
