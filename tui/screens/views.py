"""The views that a person has kept, to take one, keep another, or forget one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.listing.view import View
from tui.screens.pick import PickLine, PickScreen
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from textual.binding import BindingType

USUAL_NAME = "usual"
"""The view that is always there."""
FORGET = "forget"


class ViewsLine(PickLine):
    """Where the name of a view is typed, one that is there or a new one."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("ctrl+x", "screen.forget", "Forget", tooltip="Forget this view", id="views.forget", priority=True),
    ]


class ViewsScreen(PickScreen):
    """Asks for the name of a view; one that is new stands for what is on screen. `forget NAME` is an answer, too."""

    HINT = "type a name: one that is new keeps what is on screen"

    def __init__(self, views: Mapping[str, View], now: View) -> None:
        kept = [Choice(name, view.told, chosen=view == now) for name, view in sorted(views.items())]
        super().__init__("Views", [*kept, Choice(USUAL_NAME, View().told, chosen=now == View())], self._keep)
        self._now = now

    def make_line(self) -> PickLine:
        return ViewsLine(hint=self.HINT)

    def _keep(self, typed: str) -> Sequence[Choice]:
        return [Choice(typed, f"keep under this name: {self._now.told}")] if typed else ()

    def action_forget(self) -> None:
        current = self.table.current
        if current is not None and current.key != USUAL_NAME:
            self.dismiss((FORGET, current.key))
