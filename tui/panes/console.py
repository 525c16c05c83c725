"""What a run has printed."""

from typing import TYPE_CHECKING, Any

from store.run import CONSOLE
from tui.panes.base import Pane
from tui.widgets.console import Console

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.widgets.table import LineTable


class ConsolePane(Pane):
    """The console: followed, searched, copied from."""

    NAME = "Console"
    LISTENS_ALWAYS = True

    def compose(self) -> "ComposeResult":
        yield Console(self.run.folder / CONSOLE)

    def enter(self) -> None:
        super().enter()
        self.query_one(Console).look()

    def detail(self, table: "LineTable[Any]") -> str:
        return str(table.current.text) if table.current else ""
