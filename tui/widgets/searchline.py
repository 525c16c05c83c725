"""The line in which is typed what is looked for in a console; it is looked for while it is typed."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from tui.widgets.textinput import InputLine

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget

HINT = "text, or /regular expression/; a capital makes case count"


class SearchLine(InputLine):
    """Tells a widget beside it what was typed, and how it was left."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter,down,up", "leave(True)", "Keep", tooltip="Stay where it was found", id="search_line.keep"),
        Binding("escape", "leave(False)", "Back", tooltip="Stop, and go back to where you were", id="search_line.back"),
    ]

    class Typed(Message):
        """What is looked for has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The line is left: with what was found kept, or not."""

        def __init__(self, *, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self, told: "Widget") -> None:
        super().__init__(hint=HINT)
        self._told = told

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._told.post_message(self.Typed(event.value))

    def action_leave(self, kept: bool) -> None:  # noqa: FBT001 - as a binding says it
        self._told.post_message(self.Left(kept=kept))
