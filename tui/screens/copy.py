"""Copying: one key chooses what of a row, or of its table, goes to the clipboard."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.actions.clipboard import fits
from tui.actions.copying import ROW, Copyable, told
from tui.screens.leaving import LeftOnce
from tui.widgets.columns import Cell, Column
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App, ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

COLUMNS = (Column("key", "Key", 4), Column("what", "What", 16, most=24), Column("text", "Text", 30, most=200))


class CopyTable(LineTable[Copyable]):
    """What can be copied, with the key that does it; the key that led here copies the row."""

    KEYS_TITLE = "To copy"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("y", "copy", "This row", tooltip="Copy this row", id="copy.row"),
    ]

    def row_key(self, row: Copyable) -> str:
        return row.key

    def cells(self, row: Copyable) -> "Sequence[Cell]":
        return [Cell(row.key, "accent"), Cell(row.what, "strong"), Cell(row.preview)]


class CopyScreen(LeftOnce, ModalScreen[Copyable | None]):
    """Asks what is to be copied; the answer is that."""

    DEFAULT_CSS = """
    CopyScreen { align: center middle; background: $background 60%; }
    CopyScreen > Vertical {
        width: 90; max-width: 95%; height: auto; max-height: 90%; background: $surface; border: round $primary;
    }
    CopyScreen CopyTable { height: auto; max-height: 70vh; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "pick", "Copy", tooltip="Copy what the cursor is on", id="copy.take"),
        Binding("escape,q", "leave", "Back", tooltip="Copy nothing", id="copy.leave"),
    ]

    def __init__(self, choices: "Sequence[Copyable]") -> None:
        super().__init__()
        self.choices = choices

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = "Copy what?"
            yield CopyTable(COLUMNS)
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(CopyTable).show_rows(self.choices)

    def on_key(self, event: "Key") -> None:
        """Take the letter that stands before a choice; the keys that act here are taken before."""
        if any(choice.key == event.character for choice in self.choices):
            event.stop()
            self.action_pick(event.character or "")

    @on(CopyTable.Opened)
    def _clicked(self) -> None:
        self.action_pick()

    @on(CopyTable.Copying)
    def _row_asked_for(self, message: CopyTable.Copying) -> None:
        message.stop()
        self.action_pick(ROW)

    def action_pick(self, key: str = "") -> None:
        current = self.query_one(CopyTable).current
        self.dismiss(next((choice for choice in self.choices if choice.key == key), current))

    def action_leave(self) -> None:
        self.dismiss(None)


def copy(app: "App[None]", what: str, text: str) -> None:
    """Put a text on the clipboard and say so, or say why not."""
    if fits(text):
        app.copy_to_clipboard(text)
        app.notify(told(what, text))
    else:
        app.notify(f"{what} is too long for a terminal's clipboard; export writes a file", severity="warning")
