"""What the app can do on every screen: help, palette, jumping, copying, undoing, the tour."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual._callback import invoke
from textual.binding import Binding

from store.errors import StoreError, sentence
from tui.actions.done import Done, Lasting
from tui.actions.undo import Step, Undo, nothing
from tui.preferences.preferred import PreferredApp
from tui.screens.base import BackslideScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.binding import BindingType

    from tui.actions.copying import Copyable
    from tui.preferences.settings import Preferences
    from tui.screens.jump import Place
    from tui.widgets.paper import Paper
    from tui.widgets.table import LineTable


class EverywhereApp(PreferredApp):
    """Keys that act wherever one is; each imports its screen when it is pressed."""

    KEYS_TITLE: ClassVar[str] = "Everywhere"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("question_mark", "help", "Help", tooltip="Show every key that acts here", id="app.help"),
        Binding("f1", "help", "Help", tooltip="Show every key that acts here", id="app.help.f1", priority=True),
        Binding(
            "t", "theme", "Theme", tooltip="Change between the dark and the light theme", id="app.theme", show=False
        ),
        Binding("colon", "palette", "Do", tooltip="Find any action by its name", id="app.palette", show=False),
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
        Binding("f2", "tour", "Tour", tooltip="Take the tour of five short pages", id="app.tour", show=False),
        Binding(
            "ctrl+l",
            "redraw",
            "Draw again",
            tooltip="Draw the whole screen again, where something has written over it",
            id="app.redraw",
            show=False,
        ),
        Binding("q,ctrl+q", "quit", "Quit", tooltip="Close the app; training goes on", id="app.quit"),
    ]

    def __init__(self, preferences: "Preferences | None" = None, *, calm: bool = False) -> None:
        super().__init__(preferences, calm=calm)
        self.undo = Undo()

    def action_help(self) -> None:
        from tui.actions.table import active_keys
        from tui.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(active_keys(self.screen)))

    def action_palette(self) -> None:
        from tui.screens.palette import Entry, Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette([Entry("", *opening) for opening in self.openings()]))

    def openings(self) -> "Sequence[tuple[str, str, Callable[[], object]]]":
        """Return what opens a screen from anywhere: its name, a sentence, and what does it."""
        return ()

    @work(thread=True, group="tour")
    def action_tour(self) -> None:
        """Show the tour. All keys have to be known for it, and so all screens, which takes a moment."""
        from tui.actions.table import shortest_keys

        self.call_from_thread(self._show_tour, shortest_keys(self.preferences.keys))

    def _show_tour(self, keys: "Mapping[str, str]") -> None:
        from tui.actions.tour import pages
        from tui.screens.tour import Tour

        if not isinstance(self.screen, Tour):
            self.push_screen(Tour(pages(keys)))

    def welcome(self) -> None:
        """Show the tour to who opens the app the first time."""
        if not self.choices.get("toured"):
            self.keep_choices(toured=True)
            self.action_tour()

    def action_jump(self) -> None:
        from tui.screens.jump import JumpScreen, places_of

        def chosen(place: "Place | None") -> None:
            if place is not None:
                place.go()

        if not isinstance(self.screen, JumpScreen):
            self.push_screen(JumpScreen(places_of(self.screen)), chosen)

    def on_line_table_copying(self, message: "LineTable.Copying") -> None:
        from tui.actions.copying import copyables
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

    def on_done(self, message: Done) -> None:
        """Remember what was done, and say which key takes it back."""
        self.undo.push(message.step)
        key = self.preferences.keys.get("app.undo", "u").partition(",")[0]
        self.notify(f"{message.told} · {key} {message.back}")

    def on_lasting(self, message: Lasting) -> None:
        """Let the key that takes back say first that this stays."""
        self.undo.push(Step(f"{message.told}: this stays; the same key again takes back what was done before", nothing))

    def action_help_quit(self) -> None:
        """Say which key closes the app to who presses ctrl+c, as one does; Textual would say it in markup."""
        key = self.preferences.keys.get("app.quit", "q").partition(",")[0]
        self.notify(f"{key} closes the app; training goes on")

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
