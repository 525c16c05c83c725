"""The lines of a console of any size: its end at once, the rest as it is counted."""

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import work
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.worker import get_current_worker

from tui.calm import pace
from tui.run.console.log import ConsoleLine, ConsoleLog, Keys, Lines, counted_back
from tui.widgets.columns import Cell, Column
from tui.widgets.lineview import GUTTER
from tui.widgets.tail import TailTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.binding import BindingType

    from tui.run.console.index import LineIndex
    from tui.run.console.pattern import Pattern

LOOK = 0.3
"""Seconds between two looks at the file while it is on screen."""
TOLD = 0.1
"""Seconds between two messages of a thread."""
BLOCKS_AT_ONCE = 16
COLUMNS = (Column("line", "Console", 20),)
_TITLE_ROOM = 12
_MOST_SIGNS = 5
"""Characters that may share a cell: a letter and the marks that are left on it."""
_TONES = {"warning": "warn", "failed": "bad", "Traceback": "bad", "Error": "bad"}


class ConsoleLines(TailTable[ConsoleLine]):
    """Shows what a run has printed; lines are read when they come on screen, and long ones move sideways."""

    KEYS_TITLE: ClassVar[str] = "In the console"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"console--match"}
    DEFAULT_CSS = """
    ConsoleLines > .console--match { background: $warning-muted; color: $text-warning; text-style: bold; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("right", "sideways(1)", "Right", tooltip="See more of long lines", id="console.right", show=False),
        Binding("left", "sideways(-1)", "Left", tooltip="Go back in long lines", id="console.left", show=False),
    ]

    shift: reactive[int] = reactive(0)
    """How many cells of each line lie to the left of the screen."""
    pattern: "Pattern | None" = None
    """What is marked in the lines."""

    class Counted(Message):
        """More of what lies before the known lines has been counted."""

        def __init__(self, index: "LineIndex", counts: list[int]) -> None:
            super().__init__()
            self.index, self.counts = index, counts

    def __init__(self, path: "Path", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(COLUMNS, id=id)
        self._log = ConsoleLog(path)
        self.rows = Lines(self._log)
        self._keys = Keys(self._log)
        self._at_beginning = False
        """Whether the beginning is to be shown as soon as it is known."""

    def on_mount(self) -> None:
        self.set_interval(pace(self.app, LOOK), self.look)

    def look(self) -> None:
        """Show what is new, if the console is on screen."""
        if not (self.display and self.is_on_screen):
            return
        index, last = self._log.index, self._log.index.last
        if self._log.look():
            if self._log.index is not index:
                self._begin()
            self._show_end(self._log.index.last - last)
        if self._log.behind:
            self.call_later(self.look)

    def _begin(self) -> None:
        self.following, self.unseen, self._at_beginning = True, 0, False
        if self._log.is_short:
            for counts in counted_back(self._log, BLOCKS_AT_ONCE):
                self._log.take_in(counts)
        else:
            self.count()

    def _show_end(self, more: int) -> None:
        following = self.following
        self._cache.clear()
        self._fit_height()
        if following:
            self.action_last()
            self.post_message(self.Moved(self))
        else:
            self.unseen += more
        self.renew_note()

    @work(thread=True, exclusive=True, group="console-count")
    def count(self) -> None:
        """Count what lies before the lines that are known."""
        worker, index, counts, told = get_current_worker(), self._log.index, list[int](), monotonic()
        for some in counted_back(self._log, BLOCKS_AT_ONCE):
            counts += some
            if worker.is_cancelled:
                return
            if monotonic() - told > TOLD:
                self.post_message(self.Counted(index, counts))
                counts, told = [], monotonic()
        self.post_message(self.Counted(index, counts))

    def on_console_lines_counted(self, message: Counted) -> None:
        index = self._log.index
        if message.index is not index:
            return
        first = index.first
        self._log.take_in(message.counts)
        self._cache.clear()
        self.move_rows(first - index.first)
        if self._at_beginning:
            self.action_first()
        self.renew_note()
        self.more_is_known()

    def more_is_known(self) -> None:
        """Go on with what had to wait for lines to be counted."""

    def action_first(self) -> None:
        super().action_first()
        self._at_beginning = self._log.index.edge > 0

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        self._at_beginning = self._at_beginning and after == 0
        self.renew_note()

    def watch_unseen(self, unseen: int) -> None:  # noqa: ARG002 - Textual hands the value in by place
        self.renew_note()

    def renew_note(self) -> None:
        """Say at the right of the header as much of what there is to say as there is room for."""
        room, note = self.room.width - _TITLE_ROOM, ""
        for part in filter(None, self.notes()):
            longer = f"{note} · {part}" if note else f" {part}"
            note = longer if cell_len(longer) < room else note
        self.note = f"{note} " if note else ""
        self.refresh()

    def notes(self) -> list[str]:
        """Return what is to be said of the lines, the most important first."""
        index, count = self._log.index, len(self.rows)
        whole = index.edge == 0
        place = f"line {self.cursor + 1:,} of {count:,}" if count else "nothing printed so far"
        return [
            "" if whole else f"indexing {index.share:.0%}",
            f"+{self.unseen:,} new, end follows" if self.unseen else "",
            f"from column {self.shift + 1:,}" if self.shift else "",
            place if whole else "",
        ]

    def action_sideways(self, steps: int) -> None:
        self.shift = max(0, self.shift + steps * max(1, self._width // 2))

    def validate_shift(self, shift: int) -> int:
        """Go no further than the longest line on screen."""
        top = self.scroll_offset.y
        lines = self.rows[top : top + self.size.height]
        longest = max((cell_len(line.text) for line in lines), default=0)
        return max(0, min(shift, longest - self._width // 2))

    def watch_shift(self) -> None:
        self._cache.clear()
        self.renew_note()

    @property
    def _width(self) -> int:
        return self.room.width - GUTTER - 1

    def row_key(self, row: ConsoleLine) -> str:
        return str(row.number)

    def cells(self, row: ConsoleLine) -> "Sequence[Cell]":
        return [Cell(row.text, next((tone for word, tone in _TONES.items() if word in row.text[:60]), ""))]

    def _draw(self, row: ConsoleLine, *, current: bool, marked: bool) -> Strip:
        gutter = Segment(("▌" if current else " ") + ("◆" if marked else " "), self._style("gutter", current=current))
        begin, end = self.shift, self.shift + self._width
        line = Strip(self._segments(row, _MOST_SIGNS * (end + 1), current=current))
        base = self._style("", current=current)
        left = [Segment("…", base)] if begin and line.cell_length else []
        right = [Segment("…", base)] if line.cell_length > end else []
        shown = [*left, *line.crop(begin + len(left), end - len(right)), *right]
        return self._filled([gutter, *shown], base)

    def _segments(self, row: ConsoleLine, most: int, *, current: bool) -> list[Segment]:
        """Return the beginning of a line, with what is looked for marked in it."""
        style = self._style(self.cells(row)[0].tone, current=current)
        match = style + self.get_component_rich_style("console--match", partial=True)
        segments, at, text = [], 0, row.text[:most]
        for start, stop in self.pattern.spans(row.text) if self.pattern else ():
            segments += [Segment(text[at:start], style), Segment(text[start:stop], match)]
            at = stop
        return [segment for segment in (*segments, Segment(text[at:], style)) if segment.text]
