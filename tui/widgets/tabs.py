"""The line that names the lists of a screen and says which of them has the keys."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import RenderResult
    from textual.events import Click


GAPS = ("   ", "  ", " ")
"""What stands between two names, where there is room for it."""


class TabLine(Widget):
    """Shows a name for each list; where room is short, names stand closer, and then short ones take their places."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"current"}
    DEFAULT_CSS = """
    TabLine {
        height: 1;
        background: $panel;
        color: $text-muted;
        padding: 0 1;
        & > .current { color: $text-primary; text-style: bold underline; }
    }
    """
    ALLOW_SELECT = False

    current: reactive[int] = reactive(0)
    names: reactive[tuple[str, ...]] = reactive(())
    short: reactive[tuple[str, ...]] = reactive(())
    """The same names for a narrow screen; none where there are no others."""

    def __init__(self, names: "Sequence[str]") -> None:
        super().__init__()
        self.set_reactive(TabLine.names, tuple(names))

    class Chosen(Message):
        """A name was clicked, or jumped to."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def starts(self) -> list[int]:
        """Return the cells at which the names begin."""
        names, gap = self._fitting()
        lengths = [cell_len(name) + len(gap) for name in names]
        return [self.styles.padding.left + sum(lengths[:number]) for number in range(len(lengths))]

    def choose(self, number: int) -> None:
        """Ask for one of the lists."""
        self.post_message(self.Chosen(number))

    def on_click(self, event: "Click") -> None:
        before = [number for number, start in enumerate(self.starts()) if start <= event.x]
        if before:
            self.choose(before[-1])

    def render(self) -> "RenderResult":
        style = self.get_visual_style("current", partial=True)
        names, gap = self._fitting()
        parts = [(name, style) if place == self.current else name for place, name in enumerate(names)]
        return Content(gap).join([Content.assemble(part) for part in parts])

    def _fitting(self) -> tuple[list[str], str]:
        """Return the names, and what stands between them, as the width allows."""
        choices = [([*map(literal, names)], gap) for names in (self.names, self.short or self.names) for gap in GAPS]
        width = self.content_size.width
        fitting = (found for found in choices if cell_len(found[1].join(found[0])) <= width)
        return next(fitting, choices[-1])
