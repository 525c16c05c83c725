"""The lines at the top of a run's screen: where it stands, its course, and what went wrong."""

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.widgets.columns import Cell

TONES = ("dim", "strong", "good", "bad", "warn", "live", "accent")


class RunHead(Widget):
    """Draws lines of cells; each keeps to one line of the screen."""

    DEFAULT_CSS = """
    RunHead {
        height: 3; background: $surface; padding: 0 1;
        & > .head--dim { color: $text-muted; }
        & > .head--strong { text-style: bold; }
        & > .head--good { color: $text-success; }
        & > .head--bad { color: $text-error; }
        & > .head--warn { color: $text-warning; }
        & > .head--live { color: $text-primary; }
        & > .head--accent { color: $text-accent; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"head--{tone}" for tone in TONES}
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Sequence[Cell]] = ()

    def show(self, lines: "Sequence[Sequence[Cell]]") -> None:
        """Draw other lines."""
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        style, width = self.rich_style, self.size.width
        cells = self.lines[y] if y < len(self.lines) else ()
        segments = [
            Segment(literal(text), self.get_component_rich_style(f"head--{tone}") if tone else style)
            for text, tone in cells
        ]
        return Strip(segments).adjust_cell_length(width, style)
