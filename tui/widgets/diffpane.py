"""The table of a diff, with the line in which its rows are filtered."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from tui.actions.done import tell_filter_cleared
from tui.widgets.difftable import DiffTable
from tui.widgets.filterline import FilterLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

HINT = "filter: words of a setting's or figure's name, its group or its help"


class DiffPane(Vertical):
    """Shows the rows that match what is typed; escape shows all again."""

    DEFAULT_CSS = """
    DiffPane {
        height: 1fr;
        & > FilterLine { display: none; }
        & > FilterLine.-on { display: block; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Show only rows that match", id="diff.filter"),
        Binding("escape", "clear", "Clear", tooltip="Take the filter away", id="diff.clear"),
    ]

    def compose(self) -> "ComposeResult":
        yield DiffTable()
        yield FilterLine(hint=HINT)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Leave escape to the screen where there is nothing to clear."""
        return action != "clear" or self.query_one(FilterLine).has_class("-on")

    def action_filter(self) -> None:
        line = self.query_one(FilterLine)
        line.add_class("-on")
        self.screen.set_focus(line)
        self.screen.refresh_bindings()

    def filter_again(self, text: str) -> None:
        """Put back a filter that was cleared."""
        self.action_filter()
        self.query_one(FilterLine).value = text
        self.screen.set_focus(self.query_one(DiffTable))

    def action_clear(self) -> None:
        self.query_one(FilterLine).action_drop()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        table = self.query_one(DiffTable)
        table.show_matching(event.value)
        self.post_message(LineTable.Moved(table))

    @on(FilterLine.Left)
    def _left(self, message: FilterLine.Left) -> None:
        tell_filter_cleared(self, message.dropped, self.filter_again)
        line = self.query_one(FilterLine)
        line.set_class(bool(line.value.strip()), "-on")
        self.screen.set_focus(self.query_one(DiffTable))
        self.screen.refresh_bindings()
