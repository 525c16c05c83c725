"""What a pane of a run's screen is: a name, what it shows of the run, and what is said of the row under its cursor."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Container
from textual.content import Content

from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.curves.model import CurveView
    from store.compare.table import Table
    from store.run import Run
    from tui.run.view import View
    from tui.widgets.table import LineTable


class Pane(Container):
    """A part of a run that a number key leads to. `RunScreen` holds a tuple of them and knows no more of each."""

    NAME: ClassVar[str]
    SHORT: ClassVar[str] = ""
    """What the tab is called where there is little room; nothing where it is called the same."""
    TOOLTIP: ClassVar[str] = ""
    """What the key does, where that is more than to show what the name says."""
    DEFAULT_CSS = "Pane { height: 1fr; background: $surface; }"
    LISTENS_ALWAYS: ClassVar[bool] = False
    """Whether the row under the cursor is told of while something else has the keys, such as a line for a search."""

    def __init__(self, run: "Run") -> None:
        super().__init__()
        self.run = run
        self.display = False

    def show(self, view: "View") -> None:
        """Take in that the run has moved on, also while another pane is on screen."""

    def draw(self, view: "View", seen: "CurveView") -> None:
        """Draw curves as a person wants to see them; called while this pane is on screen only."""

    def follow(self, view: "View") -> None:
        """Take in every step of the run, and that this pane has come on screen; called while it is there only."""

    def tab(self, view: "View") -> str:  # noqa: ARG002 - for panes to use
        """Return what the tab says behind the name."""
        return ""

    def enter(self) -> None:
        """Give the keys to what takes them first."""
        for widget in self.query("*"):
            if widget.focusable and widget.display:
                widget.focus()
                break

    def detail(self, table: "LineTable[Any]") -> str:  # noqa: ARG002 - for panes to use
        """Return what is to be said of the row under the cursor of a table of this pane."""
        return ""

    def explanation(self) -> tuple[str, str] | None:
        """Return a heading and all that there is to say about that row; None where the detail says it all."""
        return None

    def offers(self, action: str) -> bool:  # noqa: ARG002 - for panes to use
        """Say whether an action of the screen that only some panes have does something here."""
        return False

    def tables(self) -> "list[Table]":
        """Return what of this pane is taken away by an export."""
        return []


def lines_of(lines: "Sequence[str]") -> Content:
    """Return lines as they are, to be shown one under the other."""
    return Content("\n".join(literal(line) for line in lines))
