"""Curves with their bands and axes, drawn again for each size that the widget gets; keys lead a crosshair over them."""

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.compare.curves.model import Chart
from store.compare.curves.palette import SERIES
from tui.drawing.crosshair import Look
from tui.drawing.plotlines import plot_lines

if TYPE_CHECKING:
    from rich.style import Style
    from textual.binding import BindingType
    from textual.geometry import Region

SERIES_NUMBERS = range(1, SERIES + 1)
FAR = 10
"""Points that one long step goes."""


class Plot(Widget, can_focus=True):
    """Draws a chart under a title; `show` gives it another, which is looked at from where the one before was."""

    KEYS_TITLE: ClassVar[str] = "In a plot"

    DEFAULT_CSS = (
        """
    Plot {
        height: 1fr; min-height: 5; background: $surface;
        & > .plot--title { color: $text-primary; text-style: bold; }
        &:focus > .plot--title { text-style: bold underline; }
        & > .plot--axis { color: $text-muted; }
        & > .plot--grid { color: $panel-lighten-1; }
        & > .plot--cross { color: $text-accent; }
    """
        + "".join(
            f"& > .plot--series-{number} {{ color: $series-{number}; }}"
            f"& > .plot--band-{number} {{ color: $series-{number} 55%; }}"
            for number in SERIES_NUMBERS
        )
        + "}"
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {"plot--title", "plot--axis", "plot--grid", "plot--cross"} | {
        f"plot--{kind}-{number}" for kind in ("series", "band") for number in SERIES_NUMBERS
    }
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("l,right", "move(1)", "Crosshair", tooltip="Move the crosshair to the next point", id="plot.right"),
        Binding(
            "left,h", "move(-1)", "Crosshair back", tooltip="Move it to the point before", id="plot.left", show=False
        ),
        Binding(
            "shift+right,]",
            f"move({FAR})",
            "Far right",
            tooltip="Move it ten points on",
            id="plot.far_right",
            show=False,
        ),
        Binding(
            "shift+left,[",
            f"move(-{FAR})",
            "Far left",
            tooltip="Move it ten points back",
            id="plot.far_left",
            show=False,
        ),
        Binding("home,g", "end(False)", "First", tooltip="Put it on the first point", id="plot.first", show=False),
        Binding("end,G", "end(True)", "Last", tooltip="Put it on the last point", id="plot.last", show=False),
        Binding(
            "down,j", "choose(1)", "Next curve", tooltip="Tell of the next curve first", id="plot.down", show=False
        ),
        Binding("up,k", "choose(-1)", "Curve before", tooltip="Tell of the one before", id="plot.up", show=False),
        Binding("plus", "zoom(True)", "Zoom in", tooltip="Show fewer steps, round the crosshair", id="plot.nearer"),
        Binding("minus", "zoom(False)", "Zoom out", tooltip="Show more steps again", id="plot.further", show=False),
        Binding("0", "all", "All", tooltip="Show all steps again", id="plot.all"),
        Binding("tab", "app.focus_next", "Next plot", tooltip="Go to the next plot", id="plot.next", show=False),
        Binding("escape", "leave", "No crosshair", tooltip="Take the crosshair away", id="plot.leave"),
    ]
    ALLOW_SELECT = False

    class Looked(Message):
        """Keys have moved the crosshair, or show other steps."""

        def __init__(self, plot: "Plot") -> None:
            super().__init__()
            self.plot = plot

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.title = title
        self.look = Look(Chart())
        self._lines: list[list[tuple[str, str]]] = []
        self._drawn_for = Size()
        self._styles: dict[str, Style] = {}

    def show(self, chart: Chart, title: str | None = None) -> None:
        """Draw another chart, under another title where one is given."""
        self.look.take(chart)
        self.title = self.title if title is None else title
        self._draw_again()

    @property
    def chart(self) -> Chart:
        """What is drawn."""
        return self.look.chart

    def look_like(self, other: "Plot") -> None:
        """Put the crosshair where that of another plot is, and show the same steps."""
        self.look.follow(other.look)
        self._draw_again()

    def _looked(self) -> None:
        self._draw_again()
        self.post_message(self.Looked(self))

    def _draw_again(self) -> None:
        self._lines = []
        self.refresh()
        if self.is_attached:
            self.refresh_bindings()

    def action_move(self, points: int) -> None:
        self.look.move(points)
        self._looked()

    def action_end(self, last: bool) -> None:  # noqa: FBT001 - as a binding says it
        self.look.go(last=last)
        self._looked()

    def action_choose(self, curves: int) -> None:
        self.look.choose(curves)
        self._draw_again()

    def action_zoom(self, nearer: bool) -> None:  # noqa: FBT001 - as a binding says it
        self.look.zoom(nearer=nearer)
        self._looked()

    def action_all(self) -> None:
        self.look.window = None
        self._looked()

    def action_leave(self) -> None:
        self.look.at = None
        self._looked()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what does something: to leave where there is a crosshair, to show all where not all is shown."""
        look = self.look
        if action in {"leave", "choose"}:
            return look.at is not None
        if action == "all" or (action == "zoom" and parameters == (False,)):
            return look.window is not None
        return action not in {"move", "end", "zoom"} or any(curve.values for curve in look.curves)

    def render_lines(self, crop: "Region") -> list[Strip]:
        self._styles.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        if not self._lines or self._drawn_for != self.size:
            self._drawn_for = self.size
            self._lines = plot_lines(self.title, self.chart, self.size.width, self.size.height, self.look)
        line = self._lines[y] if y < len(self._lines) else []
        strip = Strip([Segment(text, self._style(tone)) for text, tone in line])
        return strip.adjust_cell_length(self._drawn_for.width, self._style(""))

    def _style(self, tone: str) -> "Style":
        if tone not in self._styles:
            self._styles[tone] = self.get_component_rich_style(f"plot--{tone}") if tone else self.rich_style
        return self._styles[tone]
