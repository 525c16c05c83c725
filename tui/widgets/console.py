"""A run's console: followed, searched, copied from."""

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import work
from textual.binding import Binding
from textual.message import Message
from textual.worker import get_current_worker

from tui.actions.clipboard import fits
from tui.literal import literal
from tui.run.console.pattern import Pattern, PatternError
from tui.run.console.search import Hit, Search, Way, look_for
from tui.widgets.consolelines import TOLD, ConsoleLines
from tui.widgets.searchline import SearchLine

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType

    from tui.run.console.log import ConsoleLog

_SHOWN = 24
"""Characters of what is looked for that the header names."""


class Console(ConsoleLines):
    """Shows what a run has printed, and looks for text in all of it."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("slash", "search", "Search", tooltip="Look for text in the whole console", id="console.search"),
        Binding("n", "onward('down')", "Next", tooltip="Go to the next line that has it", id="console.next"),
        Binding("N", "onward('up')", "Before", tooltip="Go to the line before that has it", id="console.before"),
        Binding("escape", "forget", "Forget", tooltip="Stop the search; then, look for nothing", id="console.forget"),
        Binding("y", "copy", "Copy", tooltip="Copy this line to the clipboard", id="console.copy", show=False),
    ]

    class Sought(Message):
        """Part of the console has been looked through, or a line is found; `done` says that the search is over."""

        def __init__(self, search: Search, hit: Hit | None, share: float, *, done: bool) -> None:
            super().__init__()
            self.search, self.hit, self.share, self.done = search, hit, share, done

    def __init__(self, path: "Path", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(path, id=id)
        self._search: Search | None = None
        """What is being looked for at this moment."""
        self._origin = (0, True)
        """The line from which a search sets out, and whether the end was followed there."""
        self._found = ""

    def notes(self) -> list[str]:
        """Say first how the search stands."""
        return [self._found, *super().notes()]

    async def action_search(self) -> None:
        if self.parent is None or not self.rows:
            return
        lines = self.screen.query(SearchLine)
        if not lines:
            self._origin = (self._here, self.following)
            await self.screen.mount(SearchLine(self), after=self)
        self.screen.query_one(SearchLine).focus()

    def on_search_line_typed(self, message: SearchLine.Typed) -> None:
        self._stop()
        try:
            self.pattern = Pattern(message.text) if message.text else None
            self._tell("")
        except PatternError as error:
            self.pattern = None
            self._tell(literal(str(error)))
        if self.pattern:
            self._look_for(Search(self.pattern, self._origin[0], "near"))
        else:
            self._go_back()

    def on_search_line_left(self, message: SearchLine.Left) -> None:
        self.screen.query(SearchLine).remove()
        self.focus()
        if not message.kept or self.pattern is None:
            self._stop()
            self.pattern = None
            self._tell("")
            self._go_back()

    def on_hide(self) -> None:
        self.screen.query(SearchLine).remove()

    def action_onward(self, way: Way) -> None:
        if self.pattern:
            self._look_for(Search(self.pattern, self._here, way))

    def action_forget(self) -> None:
        if self._search:
            self._stop()
            self._tell("search stopped")
        else:
            self.pattern = None
            self._tell("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer to go on, or to forget, where something is looked for."""
        if action == "onward":
            return self.pattern is not None
        return action != "forget" or self.pattern is not None or bool(self._found)

    def action_copy(self) -> None:
        if self.current is None:
            return
        if fits(self.current.text):
            self.app.copy_to_clipboard(self.current.text)
            self.app.notify("line copied to the clipboard")
        else:
            self.app.notify("this line is too long for a terminal's clipboard", severity="warning")

    @property
    def _here(self) -> int:
        """The number of the line under the cursor."""
        return self._log.index.first + self.cursor

    def _look_for(self, search: Search) -> None:
        self._search = search
        self._tell("searching")
        self.seek(search, self._log.frozen())

    def _stop(self) -> None:
        self._search = None
        self.workers.cancel_group(self, "console-search")

    @work(thread=True, exclusive=True, group="console-search")
    def seek(self, search: Search, log: "ConsoleLog") -> None:
        """Look through a console as it stood when the search began."""
        worker, told, share = get_current_worker(), monotonic(), 0.0
        for step in look_for(log, search):
            if worker.is_cancelled:
                return
            if isinstance(step, Hit):
                self.post_message(self.Sought(search, step, share, done=True))
                return
            share = step
            if monotonic() - told > TOLD:
                told = monotonic()
                self.post_message(self.Sought(search, None, share, done=False))
        self.post_message(self.Sought(search, None, 1.0, done=True))

    def on_console_sought(self, message: Sought) -> None:
        if message.search is not self._search:
            return
        if not message.done:
            self._tell(f"searching {message.share:.0%}, esc stops")
        elif message.hit:
            self._search = None
            self._show_hit(message.search, message.hit)
        elif self._log.index.edge:
            self._tell("searching what is not yet indexed")
        else:
            self._search = None
            self._tell(f"no line has {self._typed}")

    def more_is_known(self) -> None:
        if self._search and self._log.index.edge == 0:
            self._look_for(self._search)

    def _show_hit(self, search: Search, hit: Hit) -> None:
        if hit.wrapped and hit.line == search.line:
            self._tell(f"only this line has {self._typed}")
        elif hit.wrapped:
            self._tell(f"{self._typed}, from the {'beginning' if search.way == 'down' else 'end'} again")
        else:
            self._tell(self._typed)
        self._go(hit.line)
        self._move_to(search.pattern)

    def _go(self, line: int) -> None:
        """Put the cursor on a line, in the middle where it was not on screen."""
        row, height = line - self._log.index.first, self.size.height - 1
        if not self.scroll_offset.y <= row < self.scroll_offset.y + height:
            self.scroll_to(y=row - height // 2, animate=False, force=True)
        self.cursor = row

    def _go_back(self) -> None:
        line, followed = self._origin
        if followed:
            self.action_last()
        else:
            self._go(line)

    def _move_to(self, pattern: Pattern) -> None:
        """Move sideways as far as it takes to see what was found."""
        text = self.current.text if self.current else ""
        for start, stop in pattern.spans(text)[:1]:
            before, width = cell_len(text[:start]), self._width
            if cell_len(text[:stop]) < width:
                self.shift = 0
            elif not self.shift < before < self.shift + width - 1:
                self.shift = before - width // 3

    @property
    def _typed(self) -> str:
        typed = literal(self.pattern.typed) if self.pattern else ""
        return f'"{typed if len(typed) <= _SHOWN else typed[:_SHOWN] + "…"}"'

    def _tell(self, found: str) -> None:
        self._found = found
        self._cache.clear()
        self.renew_note()
        if self.is_attached:
            self.refresh_bindings()
