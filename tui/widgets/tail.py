"""A table that grows at its end and stays there for as long as the person wants to be there."""

from typing import TYPE_CHECKING, TypeVar

from textual.reactive import reactive

from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

RowT = TypeVar("RowT")


class TailTable(LineTable[RowT]):
    """Follows its end until the cursor or the mouse goes up, and again from the end on; counts what came meanwhile."""

    following: reactive[bool] = reactive(default=True)
    unseen: reactive[int] = reactive(0)
    _rows_move = False
    """Whether the rows move, and the person does not."""

    def grow(self, rows: "Sequence[RowT]") -> None:
        """Show the rows that there are by now."""
        more = len(rows) - len(self.rows)
        following = self.following
        self.show_rows(rows)
        if following:
            self.action_last()
        else:
            self.unseen += max(0, more)

    def move_rows(self, places: int) -> None:
        """Keep rows where they are on screen, and the cursor on its row, when others have come in front of them."""
        self._rows_move = True
        self.set_reactive(LineTable.cursor, self.cursor + places)
        self._fit_height()
        self.scroll_to(y=round(self.scroll_y) + places, animate=False, force=True)
        self._rows_move = False

    def action_last(self) -> None:
        super().action_last()
        self.following = True
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if self.following and self.cursor == len(self.rows) - 1 and self.size.height > 1:
            # The end is there at the first paint, when there is no scrollbar yet.
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        else:
            super()._keep_in_sight()

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        self.following = after >= len(self.rows) - 1

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._rows_move and old_value != new_value:
            at_end = round(new_value) >= self.max_scroll_y
            self.following = at_end if new_value > old_value else self.following and at_end

    def watch_following(self, following: bool) -> None:  # noqa: FBT001 - Textual hands the value in by place
        if following:
            self.unseen = 0

    def watch_unseen(self, unseen: int) -> None:
        self.note = f" +{unseen:,} new, end follows " if unseen else ""
        self.refresh()
