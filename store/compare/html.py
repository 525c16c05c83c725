"""Tables as one page of HTML that needs nothing beside it: no script, no font, no file; readable in light and dark."""

import re
from collections.abc import Iterable, Iterator

from store.compare.table import Cell, Column, Document, Listing, Picture, Table
from store.visible import visible

STYLE = """\
:root { color-scheme: light dark; --text: #1c1c1c; --back: #ffffff; --line: #d0d0d0; --soft: #5c5c5c;
  --better: #116329; --worse: #b42318; --differs: #7a4d00; --raised: #f5f5f5; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e4e4; --back: #161616; --line: #3d3d3d; --soft: #a6a6a6;
  --better: #7ee787; --worse: #ff8a80; --differs: #f2cc60; --raised: #222222; } }
body { color: var(--text); background: var(--back); font: 15px/1.5 system-ui, sans-serif;
  max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); }
.right { text-align: right; white-space: nowrap; }
.group { padding-top: .8rem; color: var(--soft); }
.better { color: var(--better); } .worse { color: var(--worse); } .differs { color: var(--differs); }
.dim, .note { color: var(--soft); }
.doubt { border-left: 4px solid var(--differs); padding: .2rem .8rem; background: var(--raised); }
pre { background: var(--raised); padding: .8rem; overflow-x: auto; }
figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; }
"""
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_PROLOG = re.compile(r"^\s*(?:<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|\s)*", re.IGNORECASE)
"""What a file of its own begins with, and a part of a page may not."""


def to_html(printed: Table | Document) -> str:
    """Return a whole page; every text in it is escaped, and pictures stand in it as SVG."""
    if isinstance(printed, Table):
        printed = Document(printed.title, (printed,))
    return "\n".join(_page(printed)) + "\n"


def escape_html(text: str) -> str:
    """Return the text so that HTML shows it literally, also as the value of an attribute."""
    return visible(text).translate(_SIGNS)


def _page(document: Document) -> Iterator[str]:
    title = escape_html(document.title)
    yield from ("<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield from (f"<title>{title}</title>", f"<style>\n{STYLE}</style>", "</head>", "<body>", f"<h1>{title}</h1>")
    if document.about:
        yield from ("<ul>", *(f"<li>{escape_html(sentence)}</li>" for sentence in document.about), "</ul>")
    yield from _paragraphs(document.notes, "doubt")
    for table in document.tables:
        yield from _table(table, titled=table.title != document.title)
    for picture in document.pictures:
        yield from _picture(picture)
    for listing in document.listings:
        yield from _listing(listing)
    yield from ("</body>", "</html>")


def _paragraphs(sentences: Iterable[str], role: str) -> Iterator[str]:
    return (f'<p class="{role}">{escape_html(sentence)}</p>' for sentence in sentences)


def _table(table: Table, *, titled: bool) -> Iterator[str]:
    if table.title and titled:
        yield f"<h2>{escape_html(table.title)}</h2>"
    if table.rows:
        yield from ('<div class="wide">', "<table>", *_header(table))
        yield from ("<tbody>", *_rows(table), "</tbody>", "</table>", "</div>")
    yield from _paragraphs(table.notes, "note")


def _header(table: Table) -> Iterator[str]:
    if table.has_header:
        heads = (f"<th{_class(column.align)}>{escape_html(column.header)}</th>" for column in table.columns)
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"


def _rows(table: Table) -> Iterator[str]:
    for group, rows in table.sections():
        if group:
            yield f'<tr><th class="group" colspan="{len(table.columns)}">{escape_html(group)}</th></tr>'
        for row in rows:
            yield f"<tr>{''.join(map(_cell, table.columns, row.cells))}</tr>"


def _cell(column: Column, cell: Cell) -> str:
    return f"<td{_class(column.align, cell.mark)}>{escape_html(cell.text)}</td>"


def _class(*names: str) -> str:
    said = " ".join(name for name in names if name not in ("", "left"))
    return f' class="{said}"' if said else ""


def _picture(picture: Picture) -> Iterator[str]:
    drawn = _PROLOG.sub("", picture.svg).strip()
    yield from (f"<h2>{escape_html(picture.title)}</h2>", f"<figure>{drawn}</figure>")


def _listing(listing: Listing) -> Iterator[str]:
    text = "\n".join(map(escape_html, listing.text.splitlines()))
    yield from (f"<h2>{escape_html(listing.title)}</h2>", f"<pre>{text}</pre>", *_paragraphs(listing.notes, "note"))
