"""The line in which a note or tags are edited, under the list that shows them."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from tui.widgets.textinput import InputLine

if TYPE_CHECKING:
    from textual.binding import BindingType


class EditLine(InputLine):
    """Asks for a text, beginning with the one that is there."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "save", "Save", tooltip="Keep what is written", id="edit.save"),
        Binding("escape", "drop", "Leave", tooltip="Leave it as it was", id="edit.leave"),
    ]

    class Left(Message):
        """Editing is over; `text` is what to keep, or None."""

        def __init__(self, line: "EditLine", text: str | None) -> None:
            super().__init__()
            self.line, self.text = line, text

    def __init__(self, what: str, value: str, hint: str) -> None:
        super().__init__(value, hint=hint, select_on_focus=False)
        self.what, self.before = what, value

    def action_save(self) -> None:
        self.post_message(self.Left(self, self.value))

    def action_drop(self) -> None:
        self.post_message(self.Left(self, None))
