"""What a run has warned of."""

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.panes.base import Pane, lines_of

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.run.view import View


class WarningsPane(Pane):
    """The warnings as sentences."""

    NAME, SHORT = "Warnings", "Warn"
    DEFAULT_CSS = "WarningsPane > VerticalScroll { background: $surface; padding: 0 1; }"

    def compose(self) -> "ComposeResult":
        with VerticalScroll():
            yield Static(id="warnings")

    def show(self, view: "View") -> None:
        self.query_one("#warnings", Static).update(lines_of(view.warnings() or ["no warnings"]))

    def tab(self, view: "View") -> str:
        return f" ({len(view.warnings())})" if view.warnings() else ""
