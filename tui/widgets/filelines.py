"""The experiment file as it stands on the disk, with its mistakes marked on their lines."""

from typing import TYPE_CHECKING

from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.launching.filetext import FileLine

COLUMNS = (
    Column("number", "Line", 5, "right"),
    Column("mark", "", 1),
    Column("text", "Text of the file, as it was last saved", 40, most=200),
)


class FileLines(LineTable["FileLine"]):
    """Shows numbered lines; what is wrong in the one under the cursor is told below."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(COLUMNS, id=id)

    def row_key(self, row: "FileLine") -> str:
        return str(row.number)

    def cells(self, row: "FileLine") -> "Sequence[Cell]":
        if row.problem:
            return [Cell(str(row.number), "bad"), Cell("!", "bad"), Cell(row.text, "bad")]
        return [Cell(str(row.number), "dim"), Cell(""), Cell(row.text)]
