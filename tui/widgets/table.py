"""The table that every list of the app is drawn by: lines, not widgets, so ten thousand rows cost what is visible."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from tui.widgets.columns import asked_for
from tui.widgets.lineview import LineView, RowT
from tui.widgets.rowkeys import keys_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from tui.widgets.columns import Column

TONES = ("dim", "strong", "heading", "good", "bad", "warn", "accent", "live")


class LineTable(LineView[RowT], can_focus=True, inherit_bindings=False):
    """A table with a pinned header, a cursor and marks. A subclass says what a row's key and cells are.

    Rows are whatever the subclass draws; cells are asked for only when a line comes on screen.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--header", "table--cursor", "table--gutter"} | {
        f"table--{tone}" for tone in TONES
    }
    DEFAULT_CSS = """
    LineTable {
        background: $surface;
        color: $foreground;
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        overflow-y: auto;
        & > .table--header { background: $panel; color: $text-muted; text-style: bold; }
        & > .table--cursor { background: $boost; }
        &:focus > .table--cursor { background: $primary-muted; }
        & > .table--gutter { color: $text-accent; }
        & > .table--dim { color: $text-muted; }
        & > .table--strong { text-style: bold; }
        & > .table--heading { color: $text-primary; text-style: bold; }
        & > .table--good { color: $text-success; }
        & > .table--bad { color: $text-error; }
        & > .table--warn { color: $text-warning; }
        & > .table--accent { color: $text-accent; }
        & > .table--live { color: $text-primary; }
        &:nocolor > .table--bad { text-style: bold; }
        &:nocolor > .table--heading { text-style: bold underline; }
        &:nocolor:focus > .table--cursor { text-style: reverse; }
    }
    """
    KEYS_TITLE: ClassVar[str] = "Moving"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("up,k", "move(-1)", "Up", tooltip="Move the cursor up a row", id="table.up", show=False),
        Binding("down,j", "move(1)", "Down", tooltip="Move the cursor down a row", id="table.down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", tooltip="Move up a page", id="table.page_up", show=False),
        Binding(
            "pagedown,ctrl+f", "page(1)", "Page down", tooltip="Move down a page", id="table.page_down", show=False
        ),
        Binding("home,g", "first", "First", tooltip="Go to the first row", id="table.first", show=False),
        Binding("end,G", "last", "Last", tooltip="Go to the last row", id="table.last", show=False),
        Binding(
            "y", "copy", "Copy", tooltip="Copy this row, a cell of it, or the whole table", id="table.copy", show=False
        ),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    first_column: reactive[int] = reactive(1)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, table: "LineTable[Any]") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "LineTable[Any]":
            return self.table

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LineTable.Moved) and message.table is self.table

    class Opened(Moved):
        """A row was clicked twice; the screen does with it what `enter` does."""

    class HeaderClicked(Moved):
        """The head of a column was clicked."""

        def __init__(self, table: "LineTable[Any]", column: str) -> None:
            super().__init__(table)
            self.column = column

    class Copying(Moved):
        """Something of the table is to be copied; the app asks what."""

    def __init__(self, columns: "Sequence[Column]", *, id: str | None = None, scrolls: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(columns, id=id)
        self.scrolls_columns = scrolls

    def show_rows(self, rows: "Sequence[RowT]") -> None:
        """Show other rows. The cursor stays on its row, or near its place when the row is gone."""
        before = self.current_key
        self.rows, self._keys = rows, keys_of(rows, self.row_key)
        if not self.rows_stay:
            self._cache.clear()
        if any(column.whole for column in self.columns):
            columns = asked_for(self.columns, map(self.cells, rows))
            if columns != list(self.columns):
                self.show_columns(columns)
        self._fit_height()
        if before is not None and self.current_key != before:
            self.go_to(before)
        self.cursor = self.validate_cursor(self.cursor)
        self._renew(range(self.size.height))

    @property
    def current(self) -> RowT | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def current_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor] if 0 <= self.cursor < len(self._keys) else None

    def go_to(self, key: str) -> bool:
        """Put the cursor on a row; say whether it is there."""
        if key in self._keys:
            self.cursor = self._keys.index(key)
        return key in self._keys

    def toggle_mark(self, key: str) -> None:
        """Mark a row, or take its mark away."""
        self.marked ^= {key}
        self.rows_changed([key])

    def clear_marks(self) -> None:
        """Take all marks away."""
        marked, self.marked = self.marked, set()
        self.rows_changed(marked)

    def action_move(self, rows: int) -> None:
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        self.cursor += pages * max(1, self.size.height - 2)

    def action_first(self) -> None:
        self.cursor = 0

    def action_copy(self) -> None:
        self.post_message(self.Copying(self))

    def action_last(self) -> None:
        self.cursor = len(self.rows) - 1

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        self._refresh_row(before)
        self._refresh_row(after)
        self._keep_in_sight()
        # Rows that have only just come can be scrolled to once they are laid out.
        self.call_after_refresh(self._keep_in_sight)
        self.post_message(self.Moved(self))

    def validate_first_column(self, first: int) -> int:
        return max(1, min(first, len(self.columns) - 1))

    def watch_first_column(self) -> None:
        self._fitted = ()
        self.refresh()

    def on_resize(self) -> None:
        self._fit_height()
        self._keep_in_sight()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    def on_click(self, event: "events.Click") -> None:
        line = event.y - 1
        if line < 0 and (column := self.column_at(event.x)) is not None:
            self.post_message(self.HeaderClicked(self, column.key))
        if line < 0 or line + self.scroll_offset.y >= len(self.rows):
            return
        self.cursor = line + self.scroll_offset.y
        if event.chain == 2:
            self.post_message(self.Opened(self))

    def _fit_height(self) -> None:
        self.virtual_size = Size(self.room.width, len(self.rows) + 1)

    def _keep_in_sight(self) -> None:
        height, top = max(1, self.size.height - 1), round(self.scroll_y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)
