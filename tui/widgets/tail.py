"""A table that grows at its end and stays there for as long as the person wants to be there."""

from typing import TYPE_CHECKING, TypeVar

from textual.reactive import reactive

from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

RowT = TypeVar("RowT")


class TailTable(LineTable[RowT]):
    """Follows its end until the cursor is moved up, and again from the last row on; counts what came meanwhile."""

    following: reactive[bool] = reactive(default=True)
    unseen: reactive[int] = reactive(0)

    def grow(self, rows: "Sequence[RowT]") -> None:
        """Show the rows that there are by now."""
        more = len(rows) - len(self.rows)
        following = self.following
        self.show_rows(rows)
        if following:
            self.action_last()
        else:
            self.unseen += max(0, more)

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        self.following = after >= len(self.rows) - 1

    def watch_following(self, following: bool) -> None:  # noqa: FBT001 - Textual hands the value in by place
        if following:
            self.unseen = 0

    def watch_unseen(self, unseen: int) -> None:
        self.note = f" +{unseen:,} new, end follows " if unseen else ""
        self.refresh()
