"""A small picture, as large as its place allows; where colours are missing, in shades of characters."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from tui.drawing.halfblocks import Piece, half_blocks, shaded
from tui.literal import literal

if TYPE_CHECKING:
    from textual.app import App

    from trainer.launch.showing import Pixels
    from tui.drawing.halfblocks import Colour

FEW_COLOURS = (None, "standard", "windows")
"""The colour systems in which a picture could not be told from another."""


class Thumbnail(Widget):
    """Draws a picture in the middle, or says in its place what there is to say."""

    DEFAULT_CSS = "Thumbnail { background: $surface; color: $text-muted; }"
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._pixels: Pixels | None = None
        self._words = ""
        self._drawn: list[list[Piece]] | None = None

    @property
    def box(self) -> tuple[int, int]:
        """Width and height in pixels of what can be drawn."""
        return max(1, self.size.width), max(1, self.size.height * 2)

    def show(self, pixels: "Pixels") -> None:
        """Draw a picture that fits the box."""
        self._pixels, self._words = pixels, ""
        self._draw_again()

    def say(self, text: str) -> None:
        """Show words instead, literally."""
        self._pixels, self._words = None, literal(text)
        self._draw_again()

    def on_resize(self) -> None:
        self._draw_again()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._draw_again()

    def _draw_again(self) -> None:
        self._drawn = None
        self.refresh()

    def _lines(self) -> list[list[Piece]]:
        if self._pixels is None:
            return [[Piece(line.plain.rstrip())] for line in Content(self._words).wrap(max(1, self.size.width - 2))]
        if draws_in_colour(self.app):
            return half_blocks(self._pixels)
        return shaded(self._pixels, on_dark=self.app.current_theme.dark)

    def render_line(self, y: int) -> Strip:
        if self._drawn is None:
            self._drawn = self._lines()
        width, row = self.size.width, y - max(0, self.size.height - len(self._drawn)) // 2
        pieces = self._drawn[row] if 0 <= row < len(self._drawn) else []
        room = max(0, width - sum(cell_len(piece.text) for piece in pieces))
        segments = [Segment(" " * (room // 2), self.rich_style), *map(self._segment, pieces)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segment(self, piece: Piece) -> Segment:
        return Segment(piece.text, self.rich_style + Style(color=_colour(piece.upper), bgcolor=_colour(piece.lower)))


def draws_in_colour(app: "App[object]") -> bool:
    """Say whether the terminal shows enough colours for a picture, and may."""
    return not app.no_color and (app.is_headless or app.console.color_system not in FEW_COLOURS)


def _colour(colour: "Colour | None") -> Color | None:
    return Color.from_rgb(*colour) if colour else None
