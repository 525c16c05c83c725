"""Tables as Markdown that also reads well as source."""

import re
from collections.abc import Iterator, Sequence

from store.compare.table import Column, Document, Listing, Picture, Table
from store.compare.text import columns_of, pad
from store.visible import visible

WIDEST = 100
"""Columns to which cells are filled up, so that the source aligns; longer ones stick out."""
_OPENING = re.compile(r"^(?=[#>+\[-])|^(\d+)(?=[.)])")
"""What would begin a heading, a list, a quotation or the definition of a link."""
_CLOSING = re.compile(r"#(?=#*$)")
_HASH = r"\\#"
_BRACKETS = re.compile(r"([\[\]])")
_TICKS = re.compile("`+")
_SPECIAL = re.compile(r"[\\|`*]|<(?=[A-Za-z/!?])|~(?=~)|&(?=#?\w+;)|\](?=\()|(?<![^\W_])_|_(?![^\W_])")


def to_markdown(printed: Table | Document) -> str:
    """Return Markdown: a heading a table, groups as bold rows, columns that align in the source as well."""
    if isinstance(printed, Table):
        return _joined(_table(printed, 2))
    return _joined(_document(printed))


def escape_markdown(text: str) -> str:
    """Return the text so that Markdown shows it literally, also inside a table."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", visible(text))


def _first(text: str) -> str:
    """Return a text that begins a line of its own, escaped."""
    return _OPENING.sub(r"\1\\", escape_markdown(text).strip(" "))


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _document(document: Document) -> Iterator[str]:
    yield from (_heading(2, document.title), "")
    for sentence in document.about:
        yield f"- {_first(sentence)}"
    yield ""
    for note in document.notes:
        yield from (f"> **Note:** {escape_markdown(note)}", "")
    for table in document.tables:
        yield from _table(table, 3)
    for picture in document.pictures:
        yield from _picture(picture)
    for listing in document.listings:
        yield from _listing(listing)


def _picture(picture: Picture) -> Iterator[str]:
    """Yield a reference to the file that a picture lies in; Markdown cannot hold the picture itself."""
    from urllib.parse import quote

    if picture.file:
        yield from (_heading(3, picture.title), "", f"![{_bracketed(picture.title)}]({quote(picture.file)})", "")


def _bracketed(text: str) -> str:
    """Return a text, escaped, that stands between brackets."""
    return "".join(f"\\{part}" if part in "[]" else escape_markdown(part) for part in _BRACKETS.split(text) if part)


def _listing(listing: Listing) -> Iterator[str]:
    lines = [visible(line) for line in listing.text.splitlines()]
    fence = "`" * max(3, *(len(ticks) + 1 for line in lines for ticks in _TICKS.findall(line)), 3)
    yield from (_heading(3, listing.title), "", f"{fence}{listing.language}", *lines, fence, "")
    yield from _notes(listing.notes)


def _notes(notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        yield from (f"*{escape_markdown(note).strip(' ')}*", "")


def _heading(level: int, title: str) -> str:
    """Return a heading; signs like its own at the end of the title would not be shown."""
    return f"{'#' * level} {_CLOSING.sub(_HASH, escape_markdown(title).strip(' '))}"


def _table(table: Table, level: int) -> Iterator[str]:
    if table.title:
        yield from (_heading(level, table.title), "")
    if table.rows:
        yield from (*_aligned(table.columns, list(_lines(table))), "")
    yield from _notes(table.notes)


def _lines(table: Table) -> Iterator[list[str]]:
    """Yield the cells of each line: the header, then the rows, a bold one before each group."""
    yield [escape_markdown(column.header) for column in table.columns]
    for group, rows in table.sections():
        if group:
            yield [f"**{escape_markdown(group).strip(' ')}**", *[""] * (len(table.columns) - 1)]
        yield from ([escape_markdown(cell.text) for cell in row.cells] for row in rows)


def _aligned(columns: Sequence[Column], lines: list[list[str]]) -> Iterator[str]:
    widths = [min(max(3, *map(columns_of, texts)), WIDEST) for texts in zip(*lines, strict=True)]
    aligns = [column.align for column in columns]
    rules = [f"{'-' * (w - 1)}:" if align == "right" else "-" * w for w, align in zip(widths, aligns, strict=True)]
    filled = [f"| {' | '.join(map(pad, texts, widths, aligns))} |" for texts in lines]
    yield from (filled[0], f"| {' | '.join(rules)} |", *filled[1:])
