"""A question that a person answers with one key."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.literal import literal, literal_lines
from tui.screens.leaving import LeftOnce
from tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Ask(LeftOnce, ModalScreen[bool]):
    """Asks whether something is to be done; the answer is the type. Only `y` says yes."""

    DEFAULT_CSS = """
    Ask { align: center middle; background: $background 60%; }
    Ask > Vertical {
        width: 64; max-width: 95%; height: auto; max-height: 90%;
        background: $surface; border: round $warning; padding: 1 1 0 1;
    }
    Ask Static { height: auto; }
    Ask VerticalScroll { height: auto; max-height: 60vh; scrollbar-size-vertical: 1; }
    Ask .ask--title { text-style: bold; padding: 0 1; }
    Ask .ask--text { color: $text-muted; padding: 0 1 1 1; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("y", "answer(True)", "Yes", tooltip="Do it", id="ask.yes"),
        Binding("n,escape", "answer(False)", "No", tooltip="Leave it as it is", id="ask.no"),
    ]

    def __init__(self, question: str, explanation: str = "") -> None:
        super().__init__()
        self.question, self.explanation = question, explanation
        self._is_seen = False

    def compose(self) -> "ComposeResult":
        with Vertical():
            yield Static(Content(literal(self.question)), classes="ask--title")
            with VerticalScroll(can_focus=False):
                yield Static(Content(literal_lines(self.explanation)), classes="ask--text")
            yield KeyLine()

    def on_mount(self) -> None:
        self.app.clear_notifications()  # on a small screen they would cover the question
        self.call_after_refresh(self._be_seen)

    def _be_seen(self) -> None:
        self._is_seen = True

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001 - Textual hands the action's argument in by place
        if self._is_seen or not yes:  # nobody agrees to what they have not seen
            self.dismiss(yes)
