"""The parts of a comparison: each is one key away from each other, under one line of tabs."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.screens.base import BackslideScreen
from tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from textual.binding import BindingType

FIGURES, CURVES, WHERE, EXAMPLES, CODE, FILE = range(1, 7)
PARTS = {
    FIGURES: ("Figures", "Show settings and figures side by side"),
    CURVES: ("Curves", "Show the curves, as large as the screen"),
    WHERE: ("Where", "See which classes and examples it got wrong"),
    EXAMPLES: ("Examples", "Walk through examples that it got wrong, or right"),
    CODE: ("Code", "See what of the code is not the same"),
    FILE: ("File", "Hold settings against the file and the defaults"),
}
"""What each part is called, and what its key does; in the order of the keys."""


class Part(BackslideScreen[None]):
    """A screen that shows a part of a comparison; for another part it leaves, and whoever opened it shows that."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(str(number), f"part({number})", name, tooltip=tooltip, id=f"part.{name.lower()}", show=False)
        for number, (name, tooltip) in PARTS.items()
    ]
    part = FIGURES
    opener: "Part | None" = None

    def make_tabs(self) -> TabLine:
        """Return the line that names the parts."""
        tabs = TabLine([f"{number} {name}" for number, (name, _) in PARTS.items()])
        tabs.current = self.part - 1
        return tabs

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        self.action_part(message.number + 1)

    def action_part(self, number: int) -> None:
        if number != self.part and self.opener is not None:
            self.dismiss()
            self.opener.action_part(number)
