"""The line in which a filter is typed; it is applied while it is typed."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from tui.widgets.textinput import InputLine

if TYPE_CHECKING:
    from textual.binding import BindingType


class FilterLine(InputLine):
    """Asks for a filter; `hint` says what may be typed, for as long as nothing is."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter,down", "keep", "Keep", tooltip="Keep this filter and go to the list", id="filter.keep"),
        Binding("escape", "drop", "Clear", tooltip="Clear the filter", id="filter.clear"),
    ]

    class Left(Message):
        """The filter is kept, or cleared, and the list has its turn again."""

        def __init__(self, line: "FilterLine", dropped: str = "") -> None:
            super().__init__()
            self.line, self.dropped = line, dropped

    def action_keep(self) -> None:
        self.post_message(self.Left(self))

    def action_drop(self) -> None:
        dropped, self.value = self.value, ""
        self.post_message(self.Left(self, dropped))
