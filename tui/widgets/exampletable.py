"""The examples of a split, a line each; what is said of one is worked out when its line comes on screen."""

from typing import TYPE_CHECKING

from store.compare.examples import example_cells
from tui.widgets.columns import Cell, Column
from tui.widgets.difftable import TONES
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.browse import Browser


class ExampleTable(LineTable[int]):
    """Shows examples by their number in the split."""

    def __init__(self) -> None:
        super().__init__(())
        self._browser: Browser | None = None

    def row_key(self, row: int) -> str:
        return str(row)

    def cells(self, row: int) -> "Sequence[Cell]":
        if self._browser is None:
            return ()
        cells = example_cells(self._browser.changes, row)
        return [Cell(cell.text, TONES.get(cell.mark, "")) for cell in cells]

    def browse(self, browser: "Browser") -> None:
        """Show examples of other groups, or of another split; none until `show_rows` says which."""
        self._browser, changes = browser, browser.changes
        self.show_columns(
            (
                Column("example", "Example", 7, "right"),
                Column("class", "Class", 8, most=12),
                Column("baseline", changes.baseline.label, 14, most=34),
                Column("other", changes.other.label, 22, most=34),
                Column("change", "Change", 20, rank=1, most=24),
            )
        )
        self.show_rows(())

    def near(self) -> list[int]:
        """Return the examples to have at hand: the one under the cursor, those of a page below, of half a page above.

        A place that is not there yet is nothing.
        """
        page = max(1, self.size.height)
        below = self.rows[self.cursor : self.cursor + page]
        return [*below, *reversed(self.rows[max(0, self.cursor - page // 2) : self.cursor])]
