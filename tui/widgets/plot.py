"""Curves with their bands and axes, drawn again for each size that the widget gets."""

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from store.compare.curves.model import Chart
from store.compare.curves.palette import SERIES
from tui.plotlines import plot_lines

if TYPE_CHECKING:
    from rich.style import Style

SERIES_NUMBERS = range(1, SERIES + 1)


class Plot(Widget):
    """Draws a chart under a title; `show` gives it another."""

    DEFAULT_CSS = (
        """
    Plot {
        height: 1fr; min-height: 5; background: $surface;
        & > .plot--title { color: $text-primary; text-style: bold; }
        & > .plot--axis { color: $text-muted; }
        & > .plot--grid { color: $panel-lighten-1; }
    """
        + "".join(
            f"& > .plot--series-{number} {{ color: $series-{number}; }}"
            f"& > .plot--band-{number} {{ color: $series-{number} 55%; }}"
            for number in SERIES_NUMBERS
        )
        + "}"
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {"plot--title", "plot--axis", "plot--grid"} | {
        f"plot--{kind}-{number}" for kind in ("series", "band") for number in SERIES_NUMBERS
    }
    ALLOW_SELECT = False

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.title, self.chart = title, Chart()
        self._lines: list[list[tuple[str, str]]] = []
        self._drawn_for = Size()

    def show(self, chart: Chart, title: str | None = None) -> None:
        """Draw another chart, under another title where one is given."""
        self.chart = chart
        self.title = self.title if title is None else title
        self._lines = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if not self._lines or self._drawn_for != self.size:
            self._drawn_for = self.size
            self._lines = plot_lines(self.title, self.chart, self.size.width, self.size.height)
        line = self._lines[y] if y < len(self._lines) else []
        strip = Strip([Segment(text, self._style(tone)) for text, tone in line])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, tone: str) -> "Style":
        return self.get_component_rich_style(f"plot--{tone}") if tone else self.rich_style
