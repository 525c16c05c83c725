"""Curves over epochs, drawn over each other."""

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.formats import figure
from tui.literal import literal
from tui.plotting import Canvas, Curve, Frame, frame_of
from tui.themes import SERIES
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.style import Style

AXIS = 8
"""Cells of the labels on the left, with the gap."""


class Curves(Widget):
    """A title with the names of the curves, the curves, and their axes. A curve has its number where it ends, too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"axis", "title"} | {f"curve-{n}" for n in range(1, SERIES + 1)}
    DEFAULT_CSS = """
    Curves {
        height: 1fr;
        background: $surface;
        color: $foreground;
        padding: 0 1;
        & > .axis { color: $text-muted; }
        & > .title { text-style: bold; }
        & > .curve-1 { color: $series-1; }
        & > .curve-2 { color: $series-2; }
        & > .curve-3 { color: $series-3; }
        & > .curve-4 { color: $series-4; }
        & > .curve-5 { color: $series-5; }
        & > .curve-6 { color: $series-6; }
    }
    """
    ALLOW_SELECT = False

    title: reactive[str] = reactive("")
    curves: reactive[tuple[Curve, ...]] = reactive(())

    def render(self) -> "RenderResult":
        width, height = self.content_size.width - AXIS, self.content_size.height - 2
        frame = frame_of(self.curves)
        if frame is None or width < 10 or height < 2:
            return Content.assemble(self._heading(), "\n", (self._nothing(frame), self._style("axis")))
        rows = [self._label(row, height, frame) + line for row, line in enumerate(self._plot(width, height, frame))]
        return Content("\n").join([self._heading(), *rows, self._epochs(width, frame)])

    def _nothing(self, frame: Frame | None) -> str:
        return "no epoch has this figure yet" if frame is None else "the window is too small for a curve"

    def _heading(self) -> Content:
        names = [
            (f"  {number} {literal(curve.name)}", self._of(number - 1)) for number, curve in enumerate(self.curves, 1)
        ]
        return Content.assemble((literal(self.title), self._style("title")), *names)

    def _plot(self, width: int, height: int, frame: Frame) -> list[Content]:
        canvas = Canvas(width, height)
        for number, curve in enumerate(self.curves):
            canvas.draw(curve, frame, number)
        return [
            Content.assemble(
                *((sign, self._of(owner) if owner >= 0 else self._style("axis")) for sign, owner in canvas.cells(row))
            )
            for row in range(height)
        ]

    def _label(self, row: int, height: int, frame: Frame) -> Content:
        share = {0: 1.0, height // 2: 0.5, height - 1: 0.0}.get(row)
        value = "" if share is None else figure(frame.low + (frame.high - frame.low) * share, 3)
        return Content.assemble((padded(value, AXIS - 2, "right") + " ┤"[share is not None] + " ", self._style("axis")))

    def _epochs(self, width: int, frame: Frame) -> Content:
        first, last = f"{frame.left:g}", f"epoch {frame.right:g}"
        return Content.assemble((" " * AXIS + first + last.rjust(width - len(first)), self._style("axis")))

    def _of(self, number: int) -> "Style":
        return self._style(f"curve-{number % SERIES + 1}")

    def _style(self, name: str) -> "Style":
        return self.get_visual_style(name, partial=True)
