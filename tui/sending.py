"""What goes out to the terminal: the cells that are not what they were, however much of the screen was drawn anew."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from rich.style import Style

NEAR = 8
"""Cells between two changes that are sent with them: to move the cursor past them takes as many bytes."""


class Glyph(NamedTuple):
    """What stands in a cell, and how it looks; the second cell of a wide character has no text."""

    text: str
    look: tuple[Any, ...]


class Piece(NamedTuple):
    """A part of a line that was drawn."""

    y: int
    x: int
    strip: Strip


Change = tuple[int, int, list[Segment]]
"""Cells that are not what they were: their line, the column of the first, and what stands in them."""


class Line:
    """What is known of a line of the terminal; what was drawn on blank ground is taken apart only once it changes."""

    def __init__(self) -> None:
        self._glyphs: dict[int, Glyph] = {}
        self._whole: list[Piece] = []
        self._end = 0
        """The column after the last that is known."""

    def take(self, piece: Piece) -> "Iterator[Change]":
        """Yield what a piece changes; from now on it is known."""
        blank = piece.x >= self._end
        self._end = max(self._end, piece.x + piece.strip.cell_length)
        if blank:
            self._whole.append(piece)
            yield piece.y, piece.x, [segment for segment in piece.strip if not segment.control]
        else:
            yield from self._changed(piece)

    def _changed(self, piece: Piece) -> "Iterator[Change]":
        known = self._known()
        glyphs, styles = _cells_of(piece.strip)
        for first, last in _runs([known.get(x) != glyph for x, glyph in enumerate(glyphs, piece.x)]):
            while first and not glyphs[first].text:
                first -= 1  # noqa: PLW2901 - a wide character is sent whole
            yield piece.y, piece.x + first, _segments(glyphs[first:last], styles[first:last])
        known.update(enumerate(glyphs, piece.x))

    def _known(self) -> dict[int, Glyph]:
        for piece in self._whole:
            self._glyphs.update(enumerate(_cells_of(piece.strip)[0], piece.x))
        self._whole.clear()
        return self._glyphs


class Frame:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._lines: dict[int, Line] = {}

    def forget(self) -> None:
        """Take nothing for known: somebody else has written there, or its size is another."""
        self._lines.clear()

    def changes(self, pieces: "Iterable[Piece]") -> "Iterator[Change]":
        """Yield the runs of cells that are not what they were; from now on they are known."""
        for piece in pieces:
            yield from self._lines.setdefault(piece.y, Line()).take(piece)


class SentUpdate(CompositorUpdate):
    """Sends of what was drawn what the terminal does not show yet."""

    def __init__(self, pieces: "Iterable[Piece]", frame: Frame) -> None:
        self._pieces, self._frame = pieces, frame

    def render_segments(self, console: "Console") -> str:
        sent: list[str] = []
        for y, x, segments in self._frame.changes(self._pieces):
            sent += [Control.move_to(x, y).segment.text, Strip(segments).render(console)]
        return "".join(sent)


def sent_update(update: Any, frame: Frame) -> Any:
    """Return the same update, to be sent in fewer bytes; one of another kind stays, and makes the frame unknown."""
    if isinstance(update, ChopsUpdate):
        return SentUpdate(_changed_parts(update), frame)
    if isinstance(update, LayoutUpdate):
        return SentUpdate(_whole_lines(update), frame)
    if update is not None:
        frame.forget()
    return update


def _whole_lines(update: LayoutUpdate) -> "Iterator[Piece]":
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield Piece(y, x, strip)
            x += strip.cell_length


def _changed_parts(update: ChopsUpdate) -> "Iterator[Piece]":
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first:
                yield Piece(y, x, strip.crop(0, end - x))


def _cells_of(strip: Strip) -> "tuple[list[Glyph], list[Style | None]]":
    glyphs: list[Glyph] = []
    styles: list[Style | None] = []
    for text, style, control in strip:
        if control:
            continue
        look = _look(style)
        cells = [Glyph(sign, look) for sign in text] if text.isascii() else _wide_cells(text, look)
        glyphs += cells
        styles += [style] * len(cells)
    return glyphs, styles


def _wide_cells(text: str, look: tuple[Any, ...]) -> list[Glyph]:
    """Return the cells of a text in which characters may take two of them, or none."""
    cells: list[Glyph] = []
    for sign in text:
        width = cell_len(sign)
        if width == 0 and cells:
            cells[-1] = cells[-1]._replace(text=cells[-1].text + sign)
        elif width:
            cells += [Glyph(sign, look), *[Glyph("", look)] * (width - 1)]
    return cells


def _look(style: "Style | None") -> tuple[Any, ...]:
    """Return how a style looks, without what Textual keeps in it beside."""
    if style is None:
        return ()
    drawn = style.bold, style.dim, style.italic, style.underline, style.strike, style.reverse
    return style.color, style.bgcolor, drawn, style.link


def _runs(changed: list[bool]) -> "Iterator[tuple[int, int]]":
    """Yield where changes begin and end, those near each other together."""
    first = last = -1
    for place, is_changed in enumerate(changed):
        if not is_changed:
            continue
        if first >= 0 and place - last > NEAR:
            yield first, last
            first = -1
        if first < 0:
            first = place
        last = place + 1
    if first >= 0:
        yield first, last


def _segments(glyphs: list[Glyph], styles: "list[Style | None]") -> list[Segment]:
    pairs = zip(glyphs, styles, strict=True)
    found = (list(run) for _, run in groupby(pairs, key=lambda pair: pair[0].look))
    return [Segment("".join(glyph.text for glyph, _ in run), run[0][1]) for run in found]
