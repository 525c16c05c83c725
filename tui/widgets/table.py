"""The table that every list of the app is drawn by: lines, not widgets, so ten thousand rows cost what is visible."""

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.columns import Cell, Column, Placed, asked_for, fit, fit_scrolled, padded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType

RowT = TypeVar("RowT")

GUTTER = 2
TONES = ("dim", "strong", "heading", "good", "bad", "warn", "accent", "live")


class LineTable(ScrollView, Generic[RowT], can_focus=True, inherit_bindings=False):
    """A table with a pinned header, a cursor and marks. A subclass says what a row's key and cells are.

    Rows are whatever the subclass draws; cells are asked for only when a line comes on screen, and finished
    lines are kept in a bounded cache until `rows_changed` names them.
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
    ]

    cursor: reactive[int] = reactive(0)
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

    def __init__(self, columns: "Sequence[Column]", *, id: str | None = None, scrolls: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.columns: Sequence[Column] = columns
        self.scrolls_columns = scrolls
        self.rows: Sequence[RowT] = ()
        self.marked: set[str] = set()
        self.note = ""
        """What stands at the right of the header."""
        self._keys: list[str] = []
        self._cache: LRUCache[str, tuple[tuple[object, ...], Strip]] = LRUCache(512)
        self._styles: dict[tuple[str, bool], Style] = {}
        self._placed: list[Placed] = []
        self._fitted: tuple[object, ...] = ()

    @property
    def room(self) -> Size:
        """The cells that the table itself has, beside its scrollbar."""
        return self.scrollable_content_region.size

    def row_key(self, row: RowT) -> str:
        """Return what identifies a row for as long as it exists."""
        raise NotImplementedError

    def cells(self, row: RowT) -> "Sequence[Cell]":
        """Return a row's cells, one a column."""
        raise NotImplementedError

    def show_rows(self, rows: "Sequence[RowT]") -> None:
        """Show other rows. The cursor stays on its row, or near its place when the row is gone."""
        before = self.current_key
        self.rows, self._keys = rows, [self.row_key(row) for row in rows]
        self._cache.clear()
        if any(column.whole for column in self.columns):
            self.show_columns(asked_for(self.columns, map(self.cells, rows)))
        self._fit_height()
        if before is not None and self.current_key != before:
            self.go_to(before)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def show_columns(self, columns: "Sequence[Column]") -> None:
        """Show other columns of the same rows."""
        self.columns, self._fitted = columns, ()
        self._cache.clear()
        self.refresh()

    def rows_changed(self, keys: "Iterable[str]") -> None:
        """Draw again only those of the named rows that are on screen."""
        changed = set(keys)
        for key in changed:
            self._cache.discard(key)
        top = self.scroll_offset.y
        for index in range(top, min(len(self._keys), top + self.size.height)):
            if self._keys[index] in changed:
                self._refresh_row(index)

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
        if line < 0 or line + self.scroll_offset.y >= len(self.rows):
            return
        self.cursor = line + self.scroll_offset.y
        if event.chain == 2:
            self.post_message(self.Opened(self))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._cache.clear()

    def render_line(self, y: int) -> Strip:
        width = self.room.width
        self._place_columns(width)
        if y == 0:
            return self._header(width)
        index = self.scroll_offset.y + y - 1
        if index >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        key, current = self._keys[index], index == self.cursor
        signature = (current, current and self.has_focus, key in self.marked, self._fitted)
        cached = self._cache.get(key)
        if cached is None or cached[0] != signature:
            cached = (signature, self._draw(self.rows[index], current=current, marked=key in self.marked))
            self._cache[key] = cached
        return cached[1]

    def _draw(self, row: RowT, *, current: bool, marked: bool) -> Strip:
        gutter = ("▌" if current else " ") + ("◆" if marked else " ")
        segments = [Segment(gutter, self._style("gutter", current=current))]
        cells = self.cells(row)
        for number, (index, column, width) in enumerate(self._places(cells)):
            text, tone = cells[index] if index < len(cells) else ("", "")
            gap = " " if number else ""
            segments.append(Segment(gap + padded(text, width, column.align), self._style(tone, current=current)))
        return self._filled(segments, self._style("", current=current))

    def _places(self, cells: "Sequence[Cell]") -> "list[Placed]":
        whole = [Placed(0, self.columns[0], self.room.width - GUTTER - 1)]
        return whole if len(cells) == 1 < len(self.columns) else self._placed

    def _header(self, width: int) -> Strip:
        style = self._style("header", current=False)
        titles = " ".join(padded(column.title, cells, column.align) for _, column, cells in self._placed)
        text = padded(" " * GUTTER + titles, max(0, width - len(self.note)))
        return self._filled([Segment(text + self.note, style)], style)

    def _filled(self, segments: list[Segment], style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(self.room.width, style)

    def _style(self, tone: str, *, current: bool) -> Style:
        known = self._styles.get((tone, current))
        if known is None:
            known = self.get_component_rich_style(f"table--{tone}") if tone else self.rich_style
            if current:
                cursor = self.get_component_rich_style("table--cursor")
                known += Style(bgcolor=cursor.bgcolor)
            self._styles[tone, current] = known
        return known

    def _place_columns(self, width: int) -> None:
        wanted = (width, self.first_column, len(self.columns))
        if wanted != self._fitted:
            room = width - GUTTER - 1
            self._placed = (
                fit_scrolled(self.columns, room, self.first_column) if self.scrolls_columns else fit(self.columns, room)
            )
            self._fitted = wanted

    def _fit_height(self) -> None:
        self.virtual_size = Size(self.room.width, len(self.rows) + 1)

    def _keep_in_sight(self) -> None:
        height, top = max(1, self.size.height - 1), round(self.scroll_y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)

    def _refresh_row(self, index: int) -> None:
        line = index - self.scroll_offset.y + 1
        if 0 < line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))
