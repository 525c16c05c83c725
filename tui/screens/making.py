"""Something is being made that takes a moment; what is made opens in its place, unless nobody waits any more."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.literal import literal
from tui.screens.base import BackslideScreen
from tui.screens.leaving import LeftOnce
from tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Making(LeftOnce, ModalScreen[None]):
    """Says what is being made."""

    DEFAULT_CSS = """
    Making { align: center middle; background: $background 60%; }
    Making > Vertical {
        width: 64; max-width: 95%; height: auto; background: $surface; border: round $primary; padding: 1 1 0 1;
    }
    Making Static { height: auto; padding: 0 1 1 1; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("escape", "dismiss", "Back", tooltip="Do not wait for it", id="making.leave"),
    ]

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def compose(self) -> "ComposeResult":
        with Vertical():
            yield Static(Content(literal(f"{self.what}…")))
            yield KeyLine()


class Maker(BackslideScreen[None]):
    """A screen that has something made by a thread; keys that are typed meanwhile do nothing to it."""

    def begin_making(self, what: str) -> Making:
        """Say what is being made, until it is there or nobody waits any more; return what says so."""
        making = Making(what)
        self.app.push_screen(making)
        return making

    def end_making(self, making: Making) -> bool:
        """Say whether somebody still waits for what has been made, and no more that it is being made."""
        is_waited_for = making.is_active
        making.dismiss()
        return is_waited_for
