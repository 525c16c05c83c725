"""The app: its themes, its keys, the watcher's messages handed to the screens."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from textual import work
from textual._callback import invoke
from textual.binding import Binding
from textual.events import Event, Key

from store.errors import StoreError, sentence
from store.store import Store
from tui.clipboard import sequence
from tui.endings import Endings
from tui.preferred import PreferredApp
from tui.reviving import revive
from tui.screens.base import BackslideScreen
from tui.screens.runs import RunsScreen
from tui.undo import Step, Undo
from tui.watcher import RowsChanged, RunChanged, Watcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer
    from textual.widget import Widget

    from store.row import Row
    from tui.copying import Copyable
    from tui.screens.diff_control import DiffControl
    from tui.widgets.paper import Paper
    from tui.widgets.table import LineTable

TOGETHER = 0.5
"""Seconds within which runs that end are told together."""
START_SECONDS = 2.0
"""Seconds after which the start, the list's first paint with it, is over."""


class Backslide(PreferredApp):
    """Shows a store. It is a viewer: whether it runs, is closed or killed makes no difference to training."""

    TITLE = "backslide"
    KEYS_TITLE: ClassVar[str] = "Everywhere"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("question_mark", "help", "Help", tooltip="Show every key that acts here", id="app.help"),
        Binding("f1", "help", "Help", tooltip="Show every key that acts here", id="app.help.f1", priority=True),
        Binding(
            "t", "theme", "Theme", tooltip="Change between the dark and the light theme", id="app.theme", show=False
        ),
        Binding(
            "colon",
            "palette",
            "Do",
            tooltip="Find any action by its name",
            id="app.palette",
            key_display=":",
            show=False,
        ),
        Binding(
            "ctrl+p",
            "palette",
            "Do",
            tooltip="Find any action by its name",
            id="app.palette.always",
            priority=True,
            show=False,
        ),
        Binding(
            "semicolon", "jump", "Jump", tooltip="Go to any row, tab or list by its label", id="app.jump", show=False
        ),
        Binding("u", "undo", "Undo", tooltip="Take back what was done last", id="app.undo", show=False),
        Binding("q,ctrl+q", "quit", "Quit", tooltip="Close the app; training goes on", id="app.quit"),
    ]

    def __init__(self, store: Store, rows: "Sequence[Row] | None" = None, *, calm: bool = False) -> None:
        super().__init__(calm=calm)
        self.store = store
        self.rows: Sequence[Row] = store.rows() if rows is None else rows
        self._watcher = Watcher(store, self.rows, self.post_message)
        self.undo = Undo()
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
        return RunsScreen(self.store, self.rows)

    def on_mount(self) -> None:
        self.call_later(self._watcher.start)
        self.call_after_refresh(self.tell_mistakes)
        self.set_timer(START_SECONDS, _collect_garbage)

    def on_unmount(self) -> None:
        self._watcher.stop()

    def on_run_changed(self, message: RunChanged) -> None:
        self._tell_endings([message.row])
        for screen in self._own_screens():
            screen.run_changed(message.row)

    def on_rows_changed(self, message: RowsChanged) -> None:
        self.rows = message.rows
        self._tell_endings(message.rows)
        for screen in self._own_screens():
            screen.rows_changed(message.rows)

    def on_backslide_screen_done(self, message: BackslideScreen.Done) -> None:
        """Remember what was done, and say which key takes it back."""
        self.undo.push(message.step)
        key = self.preferences.keys.get("app.undo", "u").partition(",")[0]
        self.notify(f"{message.told} · {key} {message.back}")

    async def action_undo(self) -> None:
        step = self.undo.pop()
        if step is None:
            self.notify("there is nothing to undo", severity="warning")
        elif step.in_thread:
            self._undo_files(step)
        else:
            await invoke(step.undo)
            self.notify(step.undone)

    @work(thread=True, group="undo")
    def _undo_files(self, step: Step) -> None:
        from trainer.launch.errors import LaunchError

        try:
            step.undo()
        except (StoreError, LaunchError, OSError) as error:
            self.notify(f"this cannot be undone any more: {sentence(error)}", severity="error")
        else:
            self.notify(step.undone)

    def on_line_table_copying(self, message: "LineTable.Copying") -> None:
        from tui.copying import copyables
        from tui.screens.copy import CopyScreen, copy

        def chosen(choice: "Copyable | None") -> None:
            if choice is not None:
                copy(self, choice.what, choice.take())

        names = self.screen.names_to_copy() if isinstance(self.screen, BackslideScreen) else ()
        self.push_screen(CopyScreen(copyables(message.table, names)), chosen)

    def on_paper_copying(self, message: "Paper.Copying") -> None:
        from store.compare.markdown import to_markdown
        from tui.screens.copy import copy

        copy(self, "this page", to_markdown(message.document))

    def on_diff_control_find(self, message: "DiffControl.Find") -> None:
        from tui.screens.search import SearchScreen

        self.push_screen(SearchScreen(self.store, message.asked))

    def on_diff_control_remedy(self, message: "DiffControl.Remedy") -> None:
        from tui.screens.remedies import RemediesScreen

        self.push_screen(RemediesScreen(self.store, message.asked))

    def _tell_endings(self, rows: "Sequence[Row]") -> None:
        """Ring the bell and say so once runs have ended; those that end within a moment are told together."""
        if self._endings.see(rows) and self._telling is None:
            self._telling = self.set_timer(TOGETHER, self._ring)

    def _ring(self) -> None:
        self._telling = None
        text, wrong = self._endings.take()
        self.notify(text, severity="error" if wrong else "information")
        self.bell()

    def action_help(self) -> None:
        from tui.actions import active_keys
        from tui.screens.help import Help

        if isinstance(self.screen, Help):
            return
        self.push_screen(Help(active_keys(self.screen)))

    def action_palette(self) -> None:
        from tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_jump(self) -> None:
        from tui.screens.jump import JumpScreen, Place, places_of

        def chosen(place: Place | None) -> None:
            if place is not None:
                place.go()

        if not isinstance(self.screen, JumpScreen):
            self.push_screen(JumpScreen(places_of(self.screen)), chosen)

    def go_to_runs(self) -> None:
        """Close whatever is open above the list of runs."""
        while not isinstance(self.screen, RunsScreen) and len(self.screen_stack) > 1:
            self.pop_screen()

    def open_launch(self) -> None:
        """Open the screen that launches experiments."""
        from tui.screens.launch import LaunchScreen

        self.push_screen(LaunchScreen(self.store))

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard of the terminal that the person sits at, through tmux and SSH."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(sequence(text, os.environ))

    def _own_screens(self) -> list[BackslideScreen[object]]:
        """Return the screens that can be told news; none while the app closes, which takes them apart."""
        stack = self.screen_stack if self.is_running else ()
        return [screen for screen in stack if isinstance(screen, BackslideScreen)]


def open_app(store: Path) -> None:
    """Open the app on the store in a folder."""
    # While thousands of rows are made, collecting garbage only goes over them again and again.
    gc.disable()
    app = Backslide(Store(store))
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
        from tui.commands.common import CommandError

        raise CommandError("backslide: the app needs a terminal; `backslide list` prints the runs anywhere")


def _collect_garbage() -> None:
    gc.freeze()
    gc.enable()
