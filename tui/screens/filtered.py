"""Screens whose list is filtered by what is typed above the line that explains it."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from tui.actions.done import tell_filter_cleared
from tui.screens.base import BackslideScreen
from tui.widgets.completingline import CompletingLine
from tui.widgets.completionlist import CompletionList
from tui.widgets.detail import DetailLine
from tui.widgets.filterline import FilterLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.query.completions import Candidate


class FilteredScreen(BackslideScreen[None]):
    """Has a line for a filter while there is one, or one is typed; `filter_by` is told of each key."""

    FILTER_HINT: ClassVar[str] = ""
    is_filter_wrong = False
    """Whether what is typed is no filter, so that everything is shown."""

    def filter_by(self, text: str) -> None:
        """Show only what matches a text."""
        raise NotImplementedError

    def complete(self, text: str, cursor: int, *, asked: bool) -> "Sequence[Candidate]":
        """Return what may stand where the cursor of the filter is; `asked` is whether a key asked for it."""
        raise NotImplementedError

    @property
    def filter_line(self) -> CompletingLine | None:
        """The line of the filter, while there is one."""
        return next(iter(self.query(CompletingLine)), None)

    async def action_filter(self) -> None:
        line = self.filter_line
        if line is None:
            line = CompletingLine(self.FILTER_HINT, self.complete)
            await self.mount(line.completions, line, before=self.query_one(DetailLine))
        self.set_focus(line)

    def take_filter_away(self) -> None:
        """Remove the line of the filter."""
        self.query(FilterLine).remove()
        self.query(CompletionList).remove()

    async def filter_again(self, text: str) -> None:
        """Put back a filter that was cleared."""
        await self.action_filter()
        self.query_one(FilterLine).value = text
        self.set_focus(self.query_one(LineTable))

    @on(Input.Changed, "FilterLine")
    def _filter_typed(self, event: Input.Changed) -> None:
        line = self.filter_line
        if line is not None and line.value == event.value:  # else another key has come since
            line.typed()
            self.filter_by(event.value)

    @on(CompletingLine.Shut)
    def _completions_shut(self, message: CompletingLine.Shut) -> None:
        self.filter_by(message.line.value)

    @on(CompletionList.Picked)
    def _completion_picked(self) -> None:
        if line := self.filter_line:
            line.action_take()

    @on(FilterLine.Left)
    def _filter_left(self, message: FilterLine.Left) -> None:
        self.filter_by(message.line.value)
        if self.is_filter_wrong:
            return  # it can be mended, or cleared
        self.set_focus(self.query_one(LineTable))
        tell_filter_cleared(self, message.dropped, self.filter_again)
        if not message.line.value.strip():
            self.take_filter_away()
