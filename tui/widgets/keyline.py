"""The line of keys at the bottom: made from the bindings of what has focus, so it is never out of date."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.actions.table import active_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import RenderResult
    from textual.events import Click
    from textual.geometry import Size
    from textual.screen import Screen

    from tui.actions.table import Key

GAP = 2
"""Cells between two keys."""
MOST = 2
"""Lines of keys."""


class KeyLine(Widget):
    """Shows the keys that are in force; on a narrow screen it takes a second line before it leaves any out."""

    DEFAULT_CSS = """
    KeyLine {
        height: auto;
        max-height: 2;
        background: $panel;
        color: $text-muted;
        padding: 0 1;
        & > .key { color: $text-accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key"}
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Key] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def get_content_height(self, container: "Size", viewport: "Size", width: int) -> int:  # noqa: ARG002 - Textual's signature
        return len(_lines(self._shown, width))

    def render(self) -> "RenderResult":
        key_style = self.get_visual_style("key", partial=True)
        lines = _lines(self._shown, self.content_size.width)
        parts = [
            [part for key in line for part in ((key.shortest, key_style), f" {key.description}  ")] for line in lines
        ]
        return Content("\n").join(Content.assemble(*line) for line in parts)

    def on_click(self, event: "Click") -> None:
        """Do what the key that is clicked does."""
        lines, x = _lines(self._shown, self.content_size.width), event.x - self.styles.padding.left
        for key in lines[event.y] if 0 <= event.y < len(lines) else ():
            length = _length(key)
            if 0 <= x < length:
                self.app.call_later(self.app.run_action, key.action, key.namespace)
                return
            x -= length + GAP

    def _renew(self, screen: "Screen[object]") -> None:
        shown = [key for key in active_keys(screen) if key.shown]
        if shown != self._shown:
            self._shown = shown
            self.refresh(layout=len(_lines(shown, self.content_size.width)) != self.content_size.height)


def _lines(keys: "Sequence[Key]", width: int) -> "list[list[Key]]":
    lines: list[list[Key]] = [[]]
    used = 0
    for key in keys:
        length = _length(key)
        if used and used + length > width:
            lines.append([])
            used = 0
        lines[-1].append(key)
        used += length + GAP
    return lines[:MOST]


def _length(key: "Key") -> int:
    return cell_len(key.shortest) + 1 + cell_len(key.description)
