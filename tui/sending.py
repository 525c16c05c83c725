"""What goes out to the terminal: the cells that are not what they were, however much of the screen was drawn anew."""

from functools import lru_cache
from itertools import groupby, repeat
from operator import itemgetter, ne
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from tui.pen import Pen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

NEAR = 8
"""Cells between two changes that are sent with them: to move the cursor past them takes as many bytes."""


Glyph = tuple[str, Style]
"""What stands in a cell, and how it looks; the second cell of a wide character has no text."""
BLANK: Glyph = ("", Style.null())


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
        self._glyphs: list[Glyph] = []
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
        known, glyphs = self._known(), _glyphs_of(piece.strip)
        place = slice(piece.x, piece.x + len(glyphs))
        before = known[place]
        if before == glyphs:
            return
        for first, last in _runs([*map(ne, before, glyphs)]):
            while first and not glyphs[first][0]:
                first -= 1  # noqa: PLW2901 - a wide character is sent whole
            yield piece.y, piece.x + first, _segments(glyphs[first:last])
        known[place] = glyphs

    def _known(self) -> list[Glyph]:
        self._glyphs += [BLANK] * (self._end - len(self._glyphs))
        for piece in self._whole:
            glyphs = _glyphs_of(piece.strip)
            self._glyphs[piece.x : piece.x + len(glyphs)] = glyphs
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
        pen, sent = Pen(console), list[str]()
        for y, x, segments in self._frame.changes(self._pieces):
            sent += [Control.move_to(x, y).segment.text, pen.write(segments)]
        return "".join(sent) + pen.lift()


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


def _glyphs_of(strip: Strip) -> list[Glyph]:
    glyphs: list[Glyph] = []
    for text, style, control in strip:
        if not control:
            glyphs += zip(_signs(text), repeat(_look(style)), strict=False)
    return glyphs


def _signs(text: str) -> "Sequence[str]":
    """Return what stands in each cell of a text, in which characters may take two of them, or none."""
    if text.isascii() or all(map(_is_narrow, text)):
        return text
    cells: list[str] = []
    for sign in text:
        width = cell_len(sign)
        if width == 0 and cells:
            cells[-1] += sign
        elif width:
            cells += [sign, *[""] * (width - 1)]
    return cells


@lru_cache(4096)
def _is_narrow(sign: str) -> bool:
    return cell_len(sign) == 1


@lru_cache(4096)
def _look(style: Style | None) -> Style:
    """Return how a style looks, without what Textual keeps in it beside."""
    if style is None or not style.meta:
        return style or Style.null()
    return style.clear_meta_and_links() + Style(link=style.link)


def _runs(changed: list[bool]) -> "Iterator[tuple[int, int]]":
    """Yield where changes begin and end, those near each other together."""
    places = [place for place, is_changed in enumerate(changed) if is_changed]
    first = last = places[0]
    for place in places[1:]:
        if place - last > NEAR + 1:
            yield first, last + 1
            first = place
        last = place
    yield first, last + 1


def _segments(glyphs: list[Glyph]) -> list[Segment]:
    runs = groupby(glyphs, key=itemgetter(1))
    return [Segment("".join(sign for sign, _ in run), look) for look, run in runs]


def is_behind(driver: object) -> bool:
    """Say whether the terminal has not taken yet what was sent to it; more of it would make keys wait."""
    queue = getattr(getattr(driver, "_writer_thread", None), "_queue", None)
    return queue is not None and not queue.empty()
