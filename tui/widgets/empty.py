"""What stands in place of a list that has nothing to show: why, and what to do."""

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.literal import literal

if TYPE_CHECKING:
    from textual.app import RenderResult


class EmptyNote(Widget):
    """Shows a few lines in the middle; the first one is the heading."""

    DEFAULT_CSS = """
    EmptyNote {
        height: 1fr; background: $surface; color: $text-muted; content-align: center middle; display: none;
        & > .heading { color: $text-primary; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"heading"}
    ALLOW_SELECT = False

    text: reactive[str] = reactive("")

    def render(self) -> "RenderResult":
        heading, _, rest = self.text.partition("\n")
        lines = [literal(line) for line in rest.splitlines()]
        return Content.assemble(
            (literal(heading), self.get_visual_style("heading", partial=True)), "\n", "\n".join(lines)
        )
