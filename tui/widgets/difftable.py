"""The rows of a diff: settings under their groups, then the figures, in the same columns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding

from tui.widgets.columns import Cell, fit_scrolled
from tui.widgets.diffcolumns import columns_of, label_of, labels_in, staying
from tui.widgets.lineview import GUTTER
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.binding import BindingType

    from store.compare.diff import Diff
    from store.compare.table import Row, Table

TONES = {"better": "good", "worse": "bad", "differs": "accent", "dim": "dim"}
TAKEN = GUTTER + 2
"""Cells of a line that are no column's: the gutter, the scrollbar, and the gap before it."""


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
    """Shows a diff. The first column, the baseline's and pinned ones stay; the others move sideways."""

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
        self._pinned, self._stay = 0, 1

    @property
    def leftmost(self) -> str:
        """The group whose column is the first of those that move."""
        labels = labels_in(self._diff) if self._diff else []
        return label_of(self.columns[self.first_column].key, labels) if self.first_column < len(self.columns) else ""

    def row_key(self, row: DiffRow) -> str:
        return row.key

    def cells(self, row: DiffRow) -> "Sequence[Cell]":
        if row.heading:
            told = row.heading if cell_len(row.heading) <= self.columns[0].width else row.heading.rpartition(": ")[2]
            return [Cell(told, "heading"), *(Cell("") for _ in self.columns[1:])]
        return [row.cells.get(column.key, Cell("")) for column in self.columns]

    def show_diff(self, diff: "Diff", pinned: int = 0) -> None:
        """Show other rows; the cursor stays on its setting. The first variants are pinned, as many as said."""
        first, self._diff, self._pinned = self._diff is None, diff, pinned
        self._all = list(rows_of(diff))
        self._lay_out_columns(diff)
        self.show_matching(self._words)
        if first:
            self._leave_heading()

    def _lay_out_columns(self, diff: "Diff") -> None:
        """Give the columns the room that there is; those that were moved aside stay aside."""
        width = self.size.width - TAKEN
        moved = self.columns[self.first_column].key if self.first_column > self._stay else ""
        columns = columns_of(diff, self._all, width, self._pinned)
        self._stay = staying(columns, labels_in(diff)[: 1 + self._pinned], width)
        self.show_columns(columns)
        keys = [column.key for column in columns]
        self.first_column = keys.index(moved) if moved in keys else self._stay

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
            self.show_diff(self._diff, self._pinned)

    def action_sideways(self, columns: int) -> None:
        self.first_column += columns

    def validate_first_column(self, first: int) -> int:
        return max(self._stay, min(first, len(self.columns) - 1))

    def _place_columns(self, width: int) -> None:
        wanted = (width, self.first_column, len(self.columns), self._stay)
        if wanted != self._fitted:
            self._placed = fit_scrolled(self.columns, width - GUTTER - 1, self.first_column, self._stay)
            self._fitted = wanted
        last = max((place for place, _, _ in self._placed), default=0)
        left = f" ◂ +{self.first_column - self._stay}" if self.first_column > self._stay else ""
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
