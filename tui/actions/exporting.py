"""What is on screen as a document that can be taken away."""

import re
from typing import TYPE_CHECKING, Any

from store.compare.table import Cell, Column, Row, Table
from tui.run.epochs import EpochRows

if TYPE_CHECKING:
    from tui.widgets.table import LineTable

DECORATION = str.maketrans("", "", "▸▾●◐○◌■↷")
"""Signs that mean something on the screen alone; those of finished and failed say something anywhere."""


def table_of(shown: "LineTable[Any]", title: str, *, name: str = "rows") -> Table:
    """Return every line of a table on screen, all columns of it, as a table for export.

    A line of a single cell is a heading: the ones after it are its group. Of the epochs of a long run there are those
    at even distances, and the last, as the title says.
    """
    columns = tuple(Column(column.key, column.align, column.title) for column in shown.columns)
    rows, group = [], ""
    many = shown.rows if isinstance(shown.rows, EpochRows) else None
    if many:
        title = f"{title}, one in {many.epochs.blocks.width:,} of {len(many):,}"
    for row in many.spaced() if many else shown.rows:
        cells = [_cell(cell.text) for cell in shown.cells(row)]
        if len(cells) == 1 and len(columns) > 1:
            group = cells[0].text
        else:
            missing = [Cell()] * (len(columns) - len(cells))
            rows.append(Row((*cells, *missing), key=shown.row_key(row), group=group))
    return Table(title, columns, tuple(rows), name=name)


def file_name(*words: str, ending: str = ".md") -> str:
    """Return the name of a file made of words that may hold anything."""
    safe = "-".join(filter(None, (re.sub(r"[^\w.-]+", "-", word).strip("-.") for word in words)))
    return f"{safe[:80] or 'backslide'}{ending}"


def plain_of(text: str) -> str:
    """Return what a cell says, without signs that mean something on the screen alone."""
    return text.translate(DECORATION).strip()


def _cell(text: str) -> Cell:
    plain = plain_of(text)
    return Cell(plain, plain or None)
