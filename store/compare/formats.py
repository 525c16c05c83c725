"""Tables as text, Markdown, JSON, CSV, LaTeX and HTML."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from store.compare.html import to_html
from store.compare.latex import to_latex
from store.compare.layout import BROAD, Line, Span, folded_diff, lay_out, wrapped
from store.compare.markdown import to_markdown
from store.compare.table import Cell, Document, Listing, Row, Table
from store.compare.text import cut
from store.visible import visible

Printable = Table | Document
ABOUT = ("table", "group", "key", "unit")


def document_lines(printed: Printable, width: int | None = None) -> Iterator[Line]:
    """Yield the lines of a table or a document, with the role of each piece; `width` in columns, None for no bound."""
    if isinstance(printed, Table):
        yield from lay_out(printed, width)
        return
    title = visible(printed.title)
    yield (Span(title if width is None else cut(title, width), "title"),)
    for sentence in printed.about:
        yield from wrapped(visible(sentence), width or BROAD)
    if printed.notes:
        yield ()
    for note in printed.notes:
        yield from wrapped(f"! {visible(note)}", width or BROAD, "doubt")
    for table in printed.tables:
        yield ()
        yield from lay_out(table, width)
    for listing in printed.listings:
        yield ()
        yield from _listing_lines(listing, width)


def _listing_lines(listing: Listing, width: int | None) -> Iterator[Line]:
    """Yield the lines of a listing; those of a diff are broken, the others are to be copied and stay whole."""
    yield (Span(visible(listing.title), "title"),)
    lines = listing.text.splitlines()
    yield from folded_diff(lines, width) if listing.language == "diff" else ((Span(visible(line)),) for line in lines)
    for note in listing.notes:
        yield from wrapped(visible(note), width or BROAD)


def to_text(printed: Printable, width: int | None = None) -> str:
    """Return aligned text that takes at most `width` columns; in a pipe there is no bound and nothing is cut."""
    return "".join("".join(span.text for span in line) + "\n" for line in document_lines(printed, width))


def to_json(printed: Printable) -> str:
    """Return JSON in ASCII, with values unrounded. A cell that holds nothing is left out of its row's `values`."""
    return json.dumps(_plain(printed), indent=2, allow_nan=False) + "\n"


def _plain(printed: Printable) -> dict[str, Any]:
    if isinstance(printed, Document):
        tables = {table.name: _plain(table) for table in printed.tables}
        listings = {"listings": {one.name: one.text for one in printed.listings}} if printed.listings else {}
        about = {"title": printed.title, "about": list(printed.about), "notes": list(printed.notes)}
        return {**about, **listings, **tables}
    columns = [column.name for column in printed.columns]
    return {
        "title": printed.title,
        "columns": columns,
        "rows": [_plain_row(row, columns) for row in printed.rows],
        "notes": list(printed.notes),
    }


def _plain_row(row: Row, columns: list[str]) -> dict[str, Any]:
    cells = dict(zip(columns, row.cells, strict=True))
    about = {"key": row.key, "group": row.group, "unit": row.unit}
    return {
        **{name: text for name, text in about.items() if text},
        **{name: _finite(value) for name, value in row.more.items()},
        "values": {name: _finite(cell.value) for name, cell in cells.items() if cell.value is not None},
        "marks": {name: cell.mark for name, cell in cells.items() if cell.mark in ("better", "worse", "differs")},
    }


def _finite(value: Any) -> Any:
    """JSON has no infinity and no NaN: they are told as words."""
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def to_csv(printed: Printable) -> str:
    """Return CSV with one header line and values unrounded.

    A cell that holds a mapping takes a column for each of its keys (`tuned.mean`, `tuned.spread`), a plain one beside
    it that of the name alone; of several tables the rows follow each other, and the first column says which they are
    of. No cell can be taken for a formula.
    """
    tables = printed.tables if isinstance(printed, Document) else (printed,)
    listings = printed.listings if isinstance(printed, Document) and not tables else ()
    records = [record for table in tables for record in _records(table, named=len(tables) > 1)]
    records += [{"listing": listing.name, "line": line} for listing in listings for line in listing.text.splitlines()]
    columns = [column.name for table in tables[:1] for column in table.columns]
    names = list(dict.fromkeys(name for record in records for name in record)) or columns
    used = [name for name in names if name not in ABOUT or any(record.get(name) for record in records)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(name) for name in used])
    writer.writerows([_safe(record.get(name)) for name in used] for record in records)
    return out.getvalue()


def _records(table: Table, *, named: bool) -> Iterator[dict[str, Any]]:
    """Yield the rows as mappings; what a row is about has a column only where it says something."""
    parts = [_parts([row.cells[i] for row in table.rows]) for i in range(len(table.columns))]
    for row in table.rows:
        key = "" if any(cell.value == row.key for cell in row.cells) else row.key
        about = (table.name if named else "", row.group, key, row.unit)
        record: dict[str, Any] = dict(zip(ABOUT, about, strict=True)) | dict(row.more)
        for column, cell, names in zip(table.columns, row.cells, parts, strict=True):
            mapping = cell.value if isinstance(cell.value, Mapping) else {}
            record.update({f"{column.name}.{name}": mapping.get(name) for name in names})
            if not names or not (mapping or cell.value is None):
                record[column.name] = cell.value
        yield record


def _parts(cells: list[Cell]) -> list[str]:
    """Return the keys of the mappings in a column, or nothing where its cells hold plain values."""
    mappings = [cell.value for cell in cells if isinstance(cell.value, Mapping)]
    return list(dict.fromkeys(key for mapping in mappings for key in mapping))


FORMULA_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With what spreadsheets begin a formula; the wide ones where the language is Chinese, Japanese or Korean."""


def _safe(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula and no terminal for a command."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    text = visible(value if isinstance(value, str) else json.dumps(value))
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


FORMATS: dict[str, Callable[[Printable], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "json": to_json,
    "csv": to_csv,
    "latex": to_latex,
    "html": to_html,
}
"""Every format by the name that `--format` takes; text as it goes to a pipe."""
ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
}
"""The format of a file by the ending of its name."""
