"""Aligned lines of text made from a table, for a terminal or a pipe."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.compare.text import columns_of, cut, folded, pad
from store.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.compare.table import Column, Row, Table

GAP = 2
BROAD = 100
"""Columns after which a note is broken where nothing else bounds it."""
NARROWEST = 12
"""A column of words is cut down to this many columns before anything else is done to make a table fit."""


SIGNS = {"+++": "header", "---": "header", "+": "better", "-": "worse", "@@": "group"}
"""With what lines of a unified diff begin, and their roles."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `role` is a cell's mark, or `title`, `header`, `group`, `note`, `doubt`; colours go by it."""

    text: str
    role: str = ""


Line = tuple[Span, ...]


def lay_out(table: "Table", width: int | None = None) -> "Iterator[Line]":
    """Yield the lines of a table: title, header, rows under their groups, notes.

    With a `width` no line takes more columns than that: columns of words are cut, columns that may be left out are left
    out, and what is still too wide follows in further blocks that repeat the first column. Numbers stay whole.
    """
    if table.title:
        yield (_span(visible(table.title), "title", width),)
    kept, left_out = _columns_that_fit(table, width)
    widths = _natural_widths(table)
    for number, block in enumerate(_blocks(kept, table.columns, widths, width) if table.rows else ()):
        if number:
            yield ()
        yield from _block(table, block, widths)
    if left_out:
        names = ", ".join(dict.fromkeys(table.columns[i].header for i in left_out))
        yield (_span(f"Not shown for want of width: {names}", "note", width),)
    if table.rows and table.notes:
        yield ()
    for note in table.notes:
        yield from wrapped(visible(note), width or BROAD)


def folded_diff(lines: "Sequence[str]", width: int | None = None) -> "Iterator[Line]":
    """Yield the lines of a unified diff, broken at the width, with the role that their first sign gives them."""
    for line in lines:
        role = next((role for sign, role in SIGNS.items() if line.startswith(sign)), "")
        for piece in folded(visible(line), width):
            yield (Span(piece, role),)


def wrapped(note: str, width: int, role: str = "note") -> "Iterator[Line]":
    """Yield the lines of a note, broken between words."""
    line = ""
    for word in note.split(" "):
        longer = f"{line} {word}" if line else word
        if line and columns_of(longer) > width:
            yield (_span(line, role, width),)
            longer = word
        line = longer
    yield (_span(line, role, width),)


def _span(text: str, role: str, width: int | None) -> Span:
    return Span(text if width is None else cut(text, width), role)


def _natural_widths(table: "Table") -> list[int]:
    widths = [columns_of(column.header) for column in table.columns]
    indent = 2 if any(row.group for row in table.rows) else 0
    for row in table.rows:
        for i, cell in enumerate(row.cells):
            widths[i] = max(widths[i], columns_of(cell.text) + (indent if i == 0 else 0))
    return widths


def _columns_that_fit(table: "Table", width: int | None) -> tuple[list[int], list[int]]:
    """Return the columns to show and those to leave out: only as many of those that may be dropped as must be."""
    kept = list(range(len(table.columns)))
    left_out: list[int] = []
    if width is None:
        return kept, left_out
    least = [_least(*pair) for pair in zip(table.columns, _natural_widths(table), strict=True)]
    for i in sorted(kept, key=lambda i: -table.columns[i].drop):
        if not table.columns[i].drop or _taken(kept, least) <= width:
            break
        kept.remove(i)
        left_out.append(i)
    return kept, sorted(left_out)


def _least(column: "Column", natural: int) -> int:
    return min(natural, NARROWEST) if column.words else natural


def _taken(indices: "Sequence[int]", widths: "Sequence[int]") -> int:
    return sum(widths[i] for i in indices) + GAP * (len(indices) - 1)


def _blocks(
    kept: list[int], columns: "Sequence[Column]", widths: list[int], width: int | None
) -> "Iterator[list[int]]":
    """Yield the columns of each block, and narrow `widths` in place where that makes them fit."""
    if width is None or not kept:
        yield kept
        return
    _narrow(kept, columns, widths, width)
    first, rest = kept[0], kept[1:]
    block = [first]
    for i in rest:
        widths[i] = min(widths[i], max(width - widths[first] - GAP, 1))
        if len(block) > 1 and _taken([*block, i], widths) > width:
            yield block
            block = [first]
        block.append(i)
    yield block


def _narrow(kept: list[int], columns: "Sequence[Column]", widths: list[int], width: int) -> None:
    """Take from the widest column of words, one step at a time, until the columns fit or none can give more."""
    words = [i for i in kept if columns[i].words]
    while words and _taken(kept, widths) > width:
        widest = max(words, key=lambda i: widths[i])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    room = width if len(kept) == 1 else max(width - GAP - 1, 1)
    widths[kept[0]] = min(widths[kept[0]], room)


def _block(table: "Table", block: list[int], widths: list[int]) -> "Iterator[Line]":
    if any(table.columns[i].header for i in block):
        yield _line([(table.columns[i].header, "header") for i in block], block, table, widths)
    room = _taken(block, widths)
    for group, rows in table.sections():
        if group:
            yield (Span(cut(group, max(room, 1)), "group"),)
        for row in rows:
            yield _row(row, block, table, widths)


def _row(row: "Row", block: list[int], table: "Table", widths: list[int]) -> Line:
    cells = [(row.cells[i].text, str(row.cells[i].mark)) for i in block]
    if row.group:
        cells[0] = (f"  {cells[0][0]}", cells[0][1])
    return _line(cells, block, table, widths)


def _line(cells: list[tuple[str, str]], block: list[int], table: "Table", widths: list[int]) -> Line:
    """Return the cells as spans; nothing stands after the last word of a line."""
    spans: list[Span] = []
    for place, ((text, role), i) in enumerate(zip(cells, block, strict=True)):
        align = table.columns[i].align if i else "left"
        filled = pad(cut(text, widths[i]), widths[i], align)
        last = place == len(block) - 1
        spans.append(Span(filled.rstrip() if last else filled + " " * GAP, role))
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].role)
    return tuple(spans)
