"""Columns of a table and how they share its width."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.formats import thin
from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Cell(NamedTuple):
    """One cell: its text, shown literally, and its tone (`dim`, `good`, `bad`, …; see `LineTable`)."""

    text: str
    tone: str = ""


class Column(NamedTuple):
    """One column. Where the width is short those of the highest `rank` go first; rank 0 stays."""

    key: str
    title: str
    width: int
    align: Literal["left", "right"] = "left"
    rank: int = 0
    most: int = 0
    """The width up to which the column may grow into free room; 0 means that it does not grow."""
    whole: bool = False
    """Whether it grows into free room as far as its longest text asks for; for tables of hundreds of rows."""
    bars: bool = False
    """Whether its texts are rows of bars: of one that is too long bars are left out evenly, and the last one stays."""

    def fitted(self, text: str, width: int) -> str:
        """Return a text in exactly `width` cells."""
        return padded("".join(thin(text, width)) if self.bars else text, width, self.align)


class Placed(NamedTuple):
    """A column that is on screen: its number in the row and its width in cells."""

    place: int
    column: Column
    width: int


def fit(columns: "Sequence[Column]", width: int) -> list[Placed]:
    """Choose the columns that fit, dropping by rank, and give what is left to those that grow. A gap of one between."""
    chosen = list(enumerate(columns))
    while _needed(chosen) > width and any(column.rank for _, column in chosen):
        chosen.remove(max(chosen, key=lambda place: (place[1].rank, place[0])))
    return _grown([Placed(index, column, column.width) for index, column in chosen], width - _needed(chosen))


def fit_scrolled(columns: "Sequence[Column]", width: int, first: int, stay: int = 1) -> list[Placed]:
    """Keep the columns that stay, the first one at least, and show others from number `first` on, as many as fit."""
    placed: list[Placed] = []
    used = 0
    for index in (*range(min(stay, len(columns))), *range(max(first, stay), len(columns))):
        needed = columns[index].width + bool(placed)
        if placed and used + needed > width:
            break
        placed.append(Placed(index, columns[index], min(columns[index].width, width)))
        used += needed
    return _grown(placed, width - used)


def _needed(chosen: "Sequence[tuple[int, Column]]") -> int:
    return sum(column.width + 1 for _, column in chosen) - 1


def _grown(placed: list[Placed], room: int) -> list[Placed]:
    grown = []
    for index, column, width in placed:
        more = max(0, min(room, column.most - width)) if column.most else 0
        room -= more
        grown.append(Placed(index, column, width + more))
    return grown


def asked_for(columns: "Sequence[Column]", rows: "Iterable[Sequence[Cell]]") -> list[Column]:
    """Return columns of which those that are to be whole may grow to their longest text."""
    longest = [column.width for column in columns]
    for cells in rows:
        for place, cell in enumerate(cells):
            longest[place] = max(longest[place], cell_len(literal(cell.text)))
    return [
        column._replace(most=most) if column.whole else column for column, most in zip(columns, longest, strict=True)
    ]


def padded(text: str, width: int, align: str = "left") -> str:
    """Return the text in exactly `width` cells, shown literally; what is cut off leaves an ellipsis."""
    text = literal(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width else ""
    space = " " * (width - length)
    return space + text if align == "right" else text + space
