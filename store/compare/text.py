"""Text as a person may see it: control characters made visible, widths counted in terminal columns."""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

ELLIPSIS = "…"


def columns_of(text: str) -> int:
    """Return how many columns a terminal gives to a printable text (two to a wide character)."""
    if text.isascii():
        return len(text)
    return sum(_columns_of_character(char) for char in text)


def _columns_of_character(char: str) -> int:
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return the text, shortened with an ellipsis where it takes more than `columns` (at least 1)."""
    if columns_of(text) <= columns:
        return text
    room, kept = columns - 1, ""
    for char in text:
        room -= _columns_of_character(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + ELLIPSIS


def pad(text: str, columns: int, align: str = "left") -> str:
    """Return the text filled with spaces to `columns`; a longer text stays whole."""
    fill = " " * (columns - columns_of(text))
    return fill + text if align == "right" else text + fill


def folded(text: str, columns: int | None) -> Iterator[str]:
    """Yield the pieces of a text that take at most so many columns each (at least 2)."""
    if columns is None or columns_of(text) <= columns:
        yield text
        return
    piece, taken = "", 0
    for char in text:
        taken += _columns_of_character(char)
        if taken > columns:
            yield piece
            piece, taken = "", _columns_of_character(char)
        piece += char
    yield piece
