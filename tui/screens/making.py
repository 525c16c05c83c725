"""Something is being made that takes a moment; what is made opens in its place, unless nobody waits any more."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.literal import literal
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
