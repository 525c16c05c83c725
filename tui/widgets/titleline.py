"""The line at the top of every screen: where one is, and how things stand."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.literal import literal


class TitleLine(Widget):
    """Shows the way to this screen on the left and a summary on the right, which gives way when it is narrow."""

    DEFAULT_CSS = """
    TitleLine {
        height: 1;
        background: $panel;
        color: $foreground;
        padding: 0 1;
        & > .brand { color: $text-primary; text-style: bold; }
        & > .summary { color: $foreground 65%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"brand", "summary"}
    ALLOW_SELECT = False

    place: reactive[str] = reactive("")
    summary: reactive[str] = reactive("")

    def render(self) -> RenderResult:
        place, summary = literal(self.place), literal(self.summary)
        whole = self.content_size.width - cell_len("backslide ▸ ")
        place = cut(place, whole)
        room = whole - cell_len(place)
        summary = shortened(summary, room - 2)
        gap = max(0, room - cell_len(summary))
        brand = self.get_visual_style("brand", partial=True)
        muted = self.get_visual_style("summary", partial=True)
        return Content.assemble(("backslide", brand), (" ▸ ", muted), place, " " * gap, (summary, muted))


def shortened(summary: str, room: int) -> str:
    """Return a summary without as many of its last parts, between dots, as it takes to fit."""
    while summary and cell_len(summary) > room:
        summary = summary.rpartition("·")[0].rstrip()
    return summary


def cut(place: str, room: int) -> str:
    """Return a place that ends in an ellipsis where it does not fit."""
    return place if cell_len(place) <= room or room < 1 else set_cell_size(place, room - 1).rstrip(" ,") + "…"
