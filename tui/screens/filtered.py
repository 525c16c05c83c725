"""Screens whose list is filtered by what is typed above the line that explains it."""

from typing import ClassVar

from textual import on
from textual.widgets import Input

from tui.done import tell_filter_cleared
from tui.screens.base import BackslideScreen
from tui.widgets.detail import DetailLine
from tui.widgets.filterline import FilterLine
from tui.widgets.table import LineTable


class FilteredScreen(BackslideScreen[None]):
    """Has a line for a filter while there is one, or one is typed; `filter_by` is told of each key."""

    FILTER_HINT: ClassVar[str] = ""

    def filter_by(self, text: str) -> None:
        """Show only what matches a text."""
        raise NotImplementedError

    async def action_filter(self) -> None:
        if not self.query(FilterLine):
            await self.mount(FilterLine(self.FILTER_HINT), before=self.query_one(DetailLine))
        self.set_focus(self.query_one(FilterLine))

    async def filter_again(self, text: str) -> None:
        """Put back a filter that was cleared."""
        await self.action_filter()
        self.query_one(FilterLine).value = text
        self.set_focus(self.query_one(LineTable))

    @on(Input.Changed, "FilterLine")
    def _filter_typed(self, event: Input.Changed) -> None:
        self.filter_by(event.value)

    @on(FilterLine.Left)
    def _filter_left(self, message: FilterLine.Left) -> None:
        self.set_focus(self.query_one(LineTable))
        tell_filter_cleared(self, message.dropped, self.filter_again)
        if not message.line.value.strip():
            message.line.remove()
