"""From the screen of one run to the next, or the one before, in the order of the list below it."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.screens.base import BackslideScreen
from tui.screens.list_control import ListControl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.binding import BindingType

    from store.run import Run
    from store.store import Store
    from tui.listing.lines import Line


class Neighbours(BackslideScreen[None]):
    """A screen of one run, from which keys lead to those beside it in the list, on the same pane."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("J", "neighbour(1)", "Next run", tooltip="Go to the next run of the list", id="run.next", show=False),
        Binding("K", "neighbour(-1)", "Run before", tooltip="Go to the run before it", id="run.back", show=False),
    ]
    store: "Store"
    _run: "Run"

    def of(self, run: "Run") -> BackslideScreen[None]:
        """Return the screen of another run, at the same pane."""
        raise NotImplementedError

    def action_neighbour(self, step: int) -> None:
        runs = next((screen for screen in self.app.screen_stack if isinstance(screen, ListControl)), None)
        order = list(dict.fromkeys(run_ids(runs.table.rows))) if runs else []
        place = order.index(self._run.id) + step if self._run.id in order else -1
        if runs is None or not 0 <= place < len(order):
            self.tell(_why_not(step, known=self._run.id in order))
            return
        with self.errors_told():
            self.app.switch_screen(self.of(self.store.run(order[place])))
            runs.point_at(order[place])


def run_ids(lines: "Iterable[Line]") -> "Iterator[str]":
    """Yield the runs of a list from top to bottom, also those that are folded away; of tags, some come twice."""
    for line in lines:
        if line.kind == "run":
            yield line.rows[0].id
        elif not line.open:
            yield from (row.id for row in line.rows)


def _why_not(step: int, *, known: bool) -> str:
    if not known:
        return "the list below does not show this run: its filter leaves it out"
    return "this is the last run of the list" if step > 0 else "this is the first run of the list"
