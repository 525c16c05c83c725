"""The app: its themes, its keys, the watcher's messages handed to the screens."""

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from textual import work
from textual.binding import Binding
from textual.events import Event, Key

from store.store import Store
from tui.calm import BEHIND, EVERY, Held, Turns
from tui.endings import Endings
from tui.everywhere import EverywhereApp
from tui.home.since import LastLook
from tui.keeping.memory import LIST, SCREEN, Memory
from tui.reviving import revive
from tui.screens.base import BackslideScreen
from tui.screens.opening import OPENINGS, screen_at, screen_of
from tui.screens.runs import RunsScreen
from tui.sending import is_behind
from tui.settling import settle
from tui.watcher import RowsChanged, RunsChanged, Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer
    from textual.widget import Widget

    from store.row import Row
    from tui.screens.names import ScreenName

TOGETHER = 0.5
"""Seconds within which runs that end are told together."""
KEEP_SECONDS = 3.0
"""Seconds between two looks at whether what is shown has to be remembered."""
START_SECONDS = 2.0
"""Seconds after which the start, the list's first paint with it, is over."""


class Backslide(EverywhereApp):
    """Shows a store. It is a viewer: whether it runs, is closed or killed makes no difference to training."""

    TITLE = "backslide"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "H",
            "home",
            "Home",
            tooltip="See what runs, what has ended since the last look, the machine",
            id="app.home",
            show=False,
        ),
    ]

    def __init__(
        self, store: Store, rows: "Sequence[Row] | None" = None, *, calm: bool = False, remembers: bool = False
    ) -> None:
        super().__init__(calm=calm)
        self._memory = Memory(store.root) if remembers else None
        self.store = store
        self.rows: Sequence[Row] = store.rows() if rows is None else rows
        self.last_look = LastLook(store.root)
        self._watcher = Watcher(store, self.rows, self.post_message)
        self._held, self._turns = Held(), Turns()
        self._waiting: Timer | None = None
        """Will look whether the terminal has taken what was sent to it."""
        self.greets = False
        """Whether who opens the app the first time is shown the tour."""
        self._endings = Endings(self.rows)
        self._telling: Timer | None = None
        self._typed_at: WeakKeyDictionary[Event, Widget | Screen[Any]] = WeakKeyDictionary()
        """What had the keys when a key was pressed."""

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key) and not event.is_forwarded:
            self._typed_at[event] = self.focused or self.screen
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Give a key that came in one burst with others to what the others have given the keys to."""
        if self._typed_at.pop(event, None) not in (None, self.focused or self.screen):
            event.prevent_default()
            self.post_message(Key(event.key, event.character))

    def get_default_screen(self) -> RunsScreen:
        return RunsScreen(self.store, self.rows, self.last_look)

    def on_mount(self) -> None:
        self.call_later(self._watcher.start)
        self.call_after_refresh(self.tell_mistakes)
        if self.greets:
            self.call_after_refresh(self.welcome)
        if self.calm:
            self.set_interval(EVERY, self._tell_held)
        self.set_timer(START_SECONDS, self._settle)
        if self._memory:
            self.call_later(self._recall, self._memory)

    @work
    async def _settle(self) -> None:
        await settle()

    async def _recall(self, memory: Memory) -> None:
        """Show again what was shown last."""
        runs, state = self.screen, memory.recall()
        if isinstance(runs, RunsScreen) and isinstance(kept := state.get(LIST), dict):
            await runs.restore(kept)
        if (screen := screen_at(self.store, state.get(SCREEN))) is not None:
            await self.push_screen(screen)
        self.set_interval(KEEP_SECONDS, self._remember)

    def _remember(self) -> None:
        if self._memory and self.is_running:
            self._memory.keep(self.screen_stack)

    async def action_quit(self) -> None:
        self._remember()
        await super().action_quit()

    def on_unmount(self) -> None:
        self._watcher.stop()

    def on_runs_changed(self, message: RunsChanged) -> None:
        self._held.runs(message.rows)
        self._tell_when_taken()

    def on_rows_changed(self, message: RowsChanged) -> None:
        self._held.rows(message.rows)
        self._tell_when_taken()

    def _tell_when_taken(self) -> None:
        """Tell the screens what has come, once the terminal has taken what was sent to it before."""
        if self.calm or self._waiting is not None:
            return
        if self._turns.may_tell(time.monotonic(), behind=is_behind(self._driver)):
            self._tell_held()
        else:
            self._waiting = self.set_timer(BEHIND, self._look_whether_taken)

    def _look_whether_taken(self) -> None:
        self._waiting = None
        self._tell_when_taken()

    def _tell_held(self) -> None:
        """Tell the screens what has come since they were told last."""
        everything, moved = self._held.take()
        if everything is not None:
            self.rows = everything
            self._tell_endings(everything)
            for screen in self._own_screens():
                screen.rows_changed(everything)
        if moved:
            self._tell_endings(moved)
            for screen in self._own_screens():
                screen.runs_changed(moved)

    def _tell_endings(self, rows: "Sequence[Row]") -> None:
        """Ring the bell and say so once runs have ended; those that end within a moment are told together."""
        if self._endings.see(rows) and self._telling is None:
            self._telling = self.set_timer(TOGETHER, self._ring)

    def _ring(self) -> None:
        self._telling = None
        text, wrong = self._endings.take()
        self.notify(text, severity="error" if wrong else "information")
        self.bell()

    def openings(self) -> "Sequence[tuple[str, str, Callable[[], object]]]":
        offered = ((name, opening.everywhere) for name, opening in OPENINGS.items() if opening.everywhere)
        return [(*told, partial(self._go_to, name)) for name, told in offered]

    def _go_to(self, name: "ScreenName") -> None:
        """Open a screen; the list of runs lies below all others, which are closed for it."""
        if (screen := screen_of(self.store, name, ())) is not None:
            self.push_screen(screen)
            return
        while not isinstance(self.screen, RunsScreen) and len(self.screen_stack) > 1:
            self.pop_screen()

    def action_home(self) -> None:
        """Go to Home, back to it, or back from it."""
        from tui.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            self.screen.action_back()
        elif any(isinstance(screen, HomeScreen) for screen in self.screen_stack):
            while not isinstance(self.screen, HomeScreen):
                self.pop_screen()
        else:
            runs = next((screen for screen in self.screen_stack if isinstance(screen, RunsScreen)), None)
            rows = runs.list.rows.values() if runs else self.rows
            self.push_screen(HomeScreen(self.store, rows, self.last_look))

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard of the terminal that the person sits at, through tmux and SSH."""
        self._clipboard = text
        if self._driver is not None:
            from tui.actions.clipboard import sequence

            self._driver.write(sequence(text, os.environ))

    def _own_screens(self) -> list[BackslideScreen[object]]:
        """Return the screens that can be told news; none while the app closes, which takes them apart."""
        stack = self.screen_stack if self.is_running else ()
        return [screen for screen in stack if isinstance(screen, BackslideScreen)]


def open_app(store: Path, *, calm: bool = False) -> None:
    """Open the app on the store in a folder; calm for a connection that is slow."""
    app = Backslide(Store(store), calm=calm, remembers=True)
    app.greets = True
    _refuse_without_terminal()
    revive(app.store, app.rows)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)


def _refuse_without_terminal() -> None:
    """Textual reads from stdin and draws on stderr; without a terminal there it would wait for ever.

    A terminal that calls itself dumb cannot move its cursor.
    """
    seen = all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))
    if not seen or os.environ.get("TERM") == "dumb":
        from tui.guard import CommandError

        raise CommandError("backslide: the app needs a terminal; `backslide list` prints the runs anywhere")
