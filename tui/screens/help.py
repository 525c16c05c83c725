"""Help: the keys of what has focus, made from the bindings themselves."""

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.leaving import LeftOnce
from tui.widgets.columns import Cell, Column
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.actions.table import Key

COLUMNS = (
    Column("key", "Key", 15),
    Column("action", "Action", 14, rank=1),
    Column("tooltip", "What it does", 54, most=100),
)


class KeyTable(LineTable["Key | str"]):
    """Keys, under the name of what they belong to."""

    def row_key(self, row: "Key | str") -> str:
        return f"#{row}" if isinstance(row, str) else row.id

    def cells(self, row: "Key | str") -> "Sequence[Cell]":
        if isinstance(row, str):
            return [Cell(row, "heading"), Cell(""), Cell("")]
        return [Cell(f"  {row.display}", "accent"), Cell(row.description, "strong"), Cell(row.tooltip)]


class Help(LeftOnce, ModalScreen[None]):
    """Lists every action that a key reaches at this moment, with what it does."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background 60%; }
    Help > Vertical { width: 110; max-width: 95%; height: 90%; background: $surface; border: round $primary; }
    Help DetailLine { height: 3; }
    Help .help--note { color: $text-muted; padding: 0 1; height: auto; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("escape,q,question_mark", "close", "Back", tooltip="Close this help", id="help.close"),
    ]

    def __init__(self, keys: "Sequence[Key]", note: str = "") -> None:
        super().__init__()
        self.keys, self.note = keys, note

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = "Keys"
            yield KeyTable(COLUMNS)
            yield DetailLine()
            if self.note:
                yield Static(Content(self.note), classes="help--note")
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyTable).show_rows(grouped(self.keys))

    @on(LineTable.Moved)
    def _show_whole(self, message: LineTable.Moved) -> None:
        row = message.table.current
        self.query_one(DetailLine).text = "" if row is None or isinstance(row, str) else row.tooltip

    def action_close(self) -> None:
        self.dismiss()


def grouped(keys: "Sequence[Key]") -> "list[Key | str]":
    """Return the keys with a heading before those of each owner: the widget, the screen, the app."""
    rows: list[Key | str] = []
    for owner, members in groupby(keys, key=lambda key: key.namespace):
        rows += [getattr(owner, "KEYS_TITLE", "Here"), *members]
    return rows
