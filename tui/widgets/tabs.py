"""The line that names the lists of a screen and says which of them has the keys."""

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import RenderResult


class TabLine(Widget):
    """Shows a name for each list; a screen that is too narrow for all shows the current one alone."""

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

    def __init__(self, names: "Sequence[str]") -> None:
        super().__init__()
        self.set_reactive(TabLine.names, tuple(names))

    def render(self) -> "RenderResult":
        style = self.get_visual_style("current", partial=True)
        names = map(literal, self.names)
        parts = [(name, style) if place == self.current else name for place, name in enumerate(names)]
        return Content("   ").join([Content.assemble(part) for part in parts])
