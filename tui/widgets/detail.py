"""The line under a table that explains what the cursor stands on."""

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.actions.table import active_keys
from tui.literal import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import RenderResult
    from textual.geometry import Size
    from textual.screen import Screen


LONG = 24
"""Cells that a word takes at least which is cut rather than left out."""


class DetailLine(Widget):
    """Shows one text literally, cut to the lines that it has; where it is cut, it names the key that shows all."""

    DEFAULT_CSS = """
    DetailLine {
        height: 1;
        background: $surface;
        color: $text-muted;
        padding: 0 1;
        &.-problem { color: $text-error; height: auto; max-height: 3; }
    }
    """
    ALLOW_SELECT = False

    text: reactive[str] = reactive("")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def watch_text(self) -> None:
        self.refresh(layout=self.has_class("-problem"))

    def get_content_height(self, container: "Size", viewport: "Size", width: int) -> int:  # noqa: ARG002 - Textual's signature
        return len(self._lines(width))

    def render(self) -> "RenderResult":
        width, height = self.content_size
        lines = self._lines(width)
        return Content("\n".join(lines if len(lines) <= height else shortened(lines, height, width, self._end())))

    def _renew(self, _: "Screen[object]") -> None:
        self.refresh()

    def _lines(self, width: int) -> list[str]:
        text = " ".join(literal(line) for line in self.text.splitlines())
        return [line.plain.rstrip() for line in Content(text).wrap(max(1, width))]

    def _end(self) -> str:
        key = next((key.shortest for key in active_keys(self.screen) if key.action == "explain"), "")
        return f"… {key}: more" if key else "…"


def shortened(lines: "Sequence[str]", height: int, width: int, end: str) -> list[str]:
    """Return the first lines, the last of which ends in `end` and is no wider for it.

    Between words, unless the next is so long, as a path may be, that little would be left of the text.
    """
    *whole, last = lines[:height] or [""]
    room = max(0, width - cell_len(end))
    if room - cell_len(last) >= LONG and lines[height:]:
        last = f"{last} {lines[height]}"
    kept = last if cell_len(last) <= room else set_cell_size(last, room).rstrip()
    return [*whole, kept + end]
