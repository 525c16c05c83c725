"""Small pictures drawn with characters: two pixels a cell in colour, or shades of characters; plain functions."""

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.launch.showing import Pixels

UPPER = "▀"
SHADES = " .:-=+*#%@"
"""Characters from the one that leaves a cell emptiest to the one that fills it most."""

Colour = tuple[int, int, int]


class Piece(NamedTuple):
    """A stretch of a line in two colours, 0…255; without a colour the screen's own shows."""

    text: str
    upper: Colour | None = None
    lower: Colour | None = None


def half_blocks(pixels: "Pixels") -> list[list[Piece]]:
    """Return a picture as lines of two rows of pixels each: the upper one is the character, the lower one behind it."""
    rows = colours_of(pixels)
    below: list[Sequence[Colour | None]] = [*rows[1::2]]
    if len(rows) % 2:
        below.append([None] * pixels.width)
    return [_line(upper, lower) for upper, lower in zip(rows[::2], below, strict=True)]


def _line(upper: "Sequence[Colour]", lower: "Sequence[Colour | None]") -> list[Piece]:
    cells = groupby(zip(upper, lower, strict=True))
    return [Piece(UPPER * len(list(same)), *colours) for colours, same in cells]


def shaded(pixels: "Pixels", *, on_dark: bool = True) -> list[list[Piece]]:
    """Return a picture as lines of characters that are the fuller, the lighter (on a light ground the darker) it is."""
    rows = [[_light(colour) for colour in row] for row in colours_of(pixels)]
    shades = SHADES if on_dark else SHADES[::-1]
    return [
        [Piece("".join(shades[round(sum(pair) / len(pair) * (len(shades) - 1))] for pair in zip(*two, strict=True)))]
        for two in (rows[place : place + 2] for place in range(0, len(rows), 2))
    ]


def _light(colour: Colour) -> float:
    """Return how light a colour is, 0…1 (Rec. 601)."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def colours_of(pixels: "Pixels") -> list[list[Colour]]:
    """Return the colours of each row, from the top."""
    values, step = pixels.values, pixels.channels
    flat = [(values[at], values[at + step // 2], values[at + step - 1]) for at in range(0, len(values), step)]
    return [flat[start : start + pixels.width] for start in range(0, len(flat), pixels.width)]
