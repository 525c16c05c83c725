"""The lines of a table: drawn when they come on screen, and sent again only where a cell is no longer the same."""

from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.columns import Cell, Column, Placed, fit, fit_scrolled, padded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RowT = TypeVar("RowT")

GUTTER = 2


class LineView(ScrollView, Generic[RowT], inherit_bindings=False):
    """Draws rows under a pinned header. Finished lines are kept in a bounded cache until `rows_changed` names them."""

    scrolls_columns = False
    rows_stay = False
    """Whether a row that is shown again is another object if anything of it is no longer the same."""
    cursor: Any
    first_column: Any

    def __init__(self, columns: "Sequence[Column]", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.columns: Sequence[Column] = columns
        self.rows: Sequence[RowT] = ()
        self.marked: set[str] = set()
        self.note = ""
        """What stands at the right of the header."""
        self._keys: Sequence[str] = ()
        self._cache: LRUCache[str, tuple[RowT, tuple[object, ...], Strip]] = LRUCache(512)
        self._styles: dict[tuple[str, bool], Style] = {}
        self._placed: list[Placed] = []
        self._fitted: tuple[object, ...] = ()
        self._cells_wide = self._first_row = 0
        """The cells of a line, and the row in the first line, as they were when lines were last drawn."""
        self._on_screen: dict[int, Strip] = {}
        """What was drawn last in each line of the screen."""

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

    def show_columns(self, columns: "Sequence[Column]") -> None:
        """Show other columns of the same rows."""
        if [column._replace(title="") for column in columns] != [column._replace(title="") for column in self.columns]:
            self._cache.clear()
        self.columns, self._fitted = columns, ()
        self.refresh()

    def rows_changed(self, keys: "Iterable[str]") -> None:
        """Draw again what has changed in those of the named rows that are on screen."""
        changed = set(keys)
        for key in changed:
            self._cache.discard(key)
        above = self._top - 1
        self._renew([line for line in self.lines_with_rows() if self._keys[line + above] in changed])

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def lines_with_rows(self) -> range:
        """Return the lines of the screen, the header's left out, in which there are rows."""
        return range(1, 1 + max(0, min(len(self._keys) - self._top, self.size.height - 1)))

    def _renew(self, lines: "Iterable[int]") -> None:
        """Draw lines again, and have sent what differs from what was drawn there before."""
        self._measure()
        width = self.size.width
        changes = [(line, self._on_screen.get(line), self._line(line)) for line in lines]
        regions = [_differing(before, after, line, width) for line, before, after in changes if before is not after]
        if changed := list(chain.from_iterable(regions)):
            self.refresh(*changed)

    def _measure(self) -> None:
        """Ask Textual once, for all lines that are drawn: it works out anew what it is asked."""
        self._cells_wide, self._first_row = self.room.width, self._top
        self._place_columns(self._cells_wide)

    def render_lines(self, crop: Region) -> list[Strip]:
        self._measure()
        return super().render_lines(crop)

    def _refresh_row(self, index: int) -> None:
        line = index - self._top + 1
        if 0 < line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._cache.clear()

    def render_line(self, y: int) -> Strip:
        strip = self._on_screen[y] = self._line(y)
        return strip

    def _line(self, y: int) -> Strip:
        if y == 0:
            return self._header(self._cells_wide)
        index = self._first_row + y - 1
        if index >= len(self.rows):
            return Strip.blank(self._cells_wide, self._style("", current=False))
        key, row, current = self._keys[index], self.rows[index], index == self.cursor
        signature = (current, current and self.has_focus, key in self.marked, self._fitted)
        cached = self._cache.get(key)
        if cached is None or cached[0] is not row or cached[1] != signature:
            cached = (row, signature, self._draw(row, current=current, marked=key in self.marked))
            self._cache[key] = cached
        return cached[2]

    def _draw(self, row: RowT, *, current: bool, marked: bool) -> Strip:
        gutter = ("▌" if current else " ") + ("◆" if marked else " ")
        segments = [Segment(gutter, self._style("gutter", current=current))]
        cells = self.cells(row)
        for number, (index, column, width) in enumerate(self._places(cells)):
            text, tone = cells[index] if index < len(cells) else ("", "")
            gap = " " if number else ""
            segments.append(Segment(gap + column.fitted(text, width), self._style(tone, current=current)))
        return self._filled(segments, self._style("", current=current))

    def _places(self, cells: "Sequence[Cell]") -> "list[Placed]":
        whole = [Placed(0, self.columns[0], self._cells_wide - GUTTER - 1)]
        return whole if len(cells) == 1 < len(self.columns) else self._placed

    def column_at(self, x: int) -> Column | None:
        """Return the column that is at a cell of the screen, with the gap before it."""
        end = GUTTER
        for _, column, width in self._placed:
            end += width + 1
            if x < end:
                return column
        return None

    def _header(self, width: int) -> Strip:
        style = self._style("header", current=False)
        room = width - len(self.note)
        widths = [cells for *_, cells in self._placed]
        covered = max(0, GUTTER + sum(widths) + len(widths) - 1 - room)
        widths[-1:] = [max(0, cells - covered) for cells in widths[-1:]]
        titles = " ".join(
            padded(column.title, cells, column.align)
            for (_, column, _), cells in zip(self._placed, widths, strict=True)
        )
        text = padded(" " * GUTTER + titles, max(0, room))
        return self._filled([Segment(text + self.note, style)], style)

    def _filled(self, segments: list[Segment], style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(self._cells_wide, style)

    def _style(self, tone: str, *, current: bool) -> Style:
        known = self._styles.get((tone, current))
        if known is None:
            known = self.get_component_rich_style(f"table--{tone}") if tone else self.rich_style
            if current:
                cursor = self.get_component_rich_style("table--cursor")
                known += Style(bgcolor=cursor.bgcolor, reverse=cursor.reverse)
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


def _differing(before: Strip | None, after: Strip, line: int, width: int) -> "Iterator[Region]":
    """Yield the parts of a line in which two drawings of it differ; all of it where they are not cut alike."""
    cuts = [segment.cell_length for segment in after]
    if before is None or [segment.cell_length for segment in before] != cuts:
        yield Region(0, line, width, 1)
        return
    start = 0
    for old, new, length in zip(before, after, cuts, strict=True):
        if old != new:
            yield Region(start, line, length, 1)
        start += length
