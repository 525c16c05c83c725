"""What is on screen as a document that can be taken away."""

import re
from typing import TYPE_CHECKING, Any

from store.compare.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from tui.widgets.table import LineTable

DECORATION = str.maketrans("", "", "▸▾●◐○◌■↷")
"""Signs that mean something on the screen alone; those of finished and failed say something anywhere."""


def table_of(shown: "LineTable[Any]", title: str, *, name: str = "rows") -> Table:
    """Return every line of a table on screen, all columns of it, as a table for export."""
    columns = tuple(Column(column.key, column.align, column.title) for column in shown.columns)
    rows = tuple(
        Row(tuple(_cell(cell.text) for cell in shown.cells(row)), key=shown.row_key(row)) for row in shown.rows
    )
    return Table(title, columns, rows, name=name)


def file_name(*words: str) -> str:
    """Return the name of a Markdown file made of words that may hold anything."""
    safe = "-".join(filter(None, (re.sub(r"[^\w.-]+", "-", word).strip("-.") for word in words)))
    return f"{safe or 'backslide'}.md"


def _cell(text: str) -> Cell:
    plain = text.translate(DECORATION).strip()
    return Cell(plain, plain or None)
