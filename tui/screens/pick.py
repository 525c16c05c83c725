"""One of many things, chosen by typing a part of its name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.screens.leaving import LeftOnce
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.picktable import Choice, PickTable, matching
from tui.widgets.table import LineTable
from tui.widgets.textinput import InputLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

Offers = Callable[[str], Sequence[Choice]]
"""Gives what may be chosen beside the choices once something is typed."""


def nothing_more(_: str) -> Sequence[Choice]:
    """Offer the choices alone."""
    return ()


class PickLine(InputLine):
    """Where a part of a name is typed; it keeps the keys, and hands those that move and choose to its screen."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "screen.pick", "Choose", tooltip="Choose this", id="pick.choose"),
        Binding("escape", "screen.leave", "Back", tooltip="Choose nothing", id="pick.leave"),
        Binding("up,ctrl+p", "screen.move(-1)", "Up", tooltip="Move up", id="pick.up", show=False),
        Binding("down,ctrl+n", "screen.move(1)", "Down", tooltip="Move down", id="pick.down", show=False),
        Binding("pageup", "screen.move(-10)", "Page up", tooltip="Move up ten", id="pick.page_up", show=False),
        Binding("pagedown", "screen.move(10)", "Page down", tooltip="Move down ten", id="pick.page_down", show=False),
    ]


class PickScreen(LeftOnce, ModalScreen[tuple[str, ...] | None]):
    """Asks for one of several things; the answer is its name, or None."""

    AUTO_FOCUS = "PickLine"
    DEFAULT_CSS = """
    PickScreen { align: center middle; background: $background 60%; }
    PickScreen > Vertical {
        width: 90; max-width: 96%; height: 80%; max-height: 34; background: $surface; border: round $primary;
    }
    PickScreen DetailLine { height: 2; }
    """
    HINT: ClassVar[str] = "type a part of its name"

    def __init__(self, title: str, choices: Sequence[Choice], offers: Offers = nothing_more) -> None:
        super().__init__()
        self.question, self.choices, self.offers = title, choices, offers

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = self.question
            yield self.make_line()
            yield PickTable()
            yield DetailLine()
            yield KeyLine()

    def make_line(self) -> PickLine:
        """Return the line that is typed into."""
        return PickLine(hint=self.HINT)

    def on_mount(self) -> None:
        self.app.clear_notifications()
        self.show_choices()

    @property
    def table(self) -> PickTable:
        """The choices on screen."""
        return self.query_one(PickTable)

    @on(Input.Changed, "PickLine")
    def _typed(self) -> None:
        self.show_choices()
        self.table.cursor = 0

    def show_choices(self) -> None:
        """Show what matches what is typed, then what is offered for it."""
        typed = self.query_one(PickLine).value.strip()
        found = matching(self.choices, typed)
        known = {choice.key for choice in found}
        self.table.show_choices([*found, *(one for one in self.offers(typed) if one.key not in known)])
        self._explain()

    @on(LineTable.Moved)
    def _explain(self) -> None:
        """Tell the whole of what is chosen from: in the table it may be cut."""
        current = self.table.current
        self.query_one(DetailLine).text = current.help if current else "Nothing is called so."

    def action_move(self, rows: int) -> None:
        self.table.action_move(rows)

    @on(LineTable.Opened)
    def action_pick(self) -> None:
        if self.table.current is not None:
            self.dismiss((self.table.current.key,))

    def action_leave(self) -> None:
        self.dismiss(None)
