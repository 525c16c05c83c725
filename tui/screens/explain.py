"""All that there is to say about a row, where the line under the table had no room for it."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.literal import literal
from tui.screens.leaving import LeftOnce
from tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Explain(LeftOnce, ModalScreen[None]):
    """Shows a text of any length, literally, a paragraph a line."""

    DEFAULT_CSS = """
    Explain { align: center middle; background: $background 60%; }
    Explain > Vertical { width: 84; max-width: 95%; height: auto; background: $surface; border: round $primary; }
    Explain VerticalScroll { height: auto; max-height: 70vh; padding: 0 1; scrollbar-size-vertical: 1; }
    Explain Static { height: auto; padding: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("pagedown,j,down", "scroll(1)", "Down", tooltip="Show more of the text", id="explain.down"),
        Binding("pageup,k,up", "scroll(-1)", "Up", tooltip="Show what stands before", id="explain.up", show=False),
        Binding("escape,enter,q,i", "close", "Back", tooltip="Close this explanation", id="explain.close"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.about, self.text = title, text

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = Content(literal(self.about))
            with VerticalScroll(can_focus=False):
                yield Static(Content("\n\n".join(literal(line) for line in self.text.splitlines())))
            yield KeyLine()

    def action_scroll(self, steps: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=steps * max(1, scroll.size.height // 2), animate=False)

    def action_close(self) -> None:
        self.dismiss()
