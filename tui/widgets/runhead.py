"""The lines at the top of a run's screen: where it stands, its course, and what went wrong."""

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.literal import literal
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

READABLE = 20
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
        cells = fitting(self.lines[y], width) if y < len(self.lines) else ()
        segments = [
            Segment(literal(text), self.get_component_rich_style(f"head--{tone}") if tone else style)
            for text, tone in cells
        ]
        return Strip(segments).adjust_cell_length(width, style)


def fitting(cells: "Sequence[Cell]", width: int) -> "list[Cell]":
    """Return the parts of a line, between blanks, that fit whole: a figure that is cut reads as another figure.

    The first part, and a sentence for which there is room to be read, are cut, and show it.
    """
    kept: list[Cell] = []
    room = width
    for blank, members in groupby(cells, key=lambda cell: not cell.text.strip()):
        part = list(members)
        needed = sum(cell_len(literal(cell.text)) for cell in part)
        if needed <= room:
            kept += part
            room -= needed
        elif not blank and ((len(part) == 1 and room >= READABLE) or not kept):
            return [*kept, *_cut(part, room)]
        else:
            break
    return kept


def _cut(part: "Sequence[Cell]", room: int) -> "list[Cell]":
    """Return the beginning of a part, ending in an ellipsis."""
    kept: list[Cell] = []
    for cell in part:
        text = literal(cell.text)
        if cell_len(text) >= room:
            return [*kept, Cell(set_cell_size(text, max(0, room - 1)) + "…", cell.tone)] if room > 0 else kept
        kept.append(cell)
        room -= cell_len(text)
    return kept
