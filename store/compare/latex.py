r"""Tables as a LaTeX document that pdflatex compiles as it is; its tables can be pasted into a paper."""

import re
from collections.abc import Iterable, Iterator

from store.compare.table import Column, Document, Listing, Picture, Row, Table
from store.visible import visible

PREAMBLE = r"""% A table needs: booktabs, graphicx (one that is too wide is scaled), longtable (one of many rows).
\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
\usepackage[margin=2cm]{geometry}
\usepackage{booktabs,graphicx,longtable}
\setlength{\parindent}{0pt}
\begin{document}"""
MOST_ROWS = 40
"""Rows that stand on one page; a longer table is broken over several, and cannot be scaled."""
BROAD = 40
"""Characters after which the cells of a column are broken into lines."""
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "\N{PLUS-MINUS SIGN}": r"$\pm$",
    "\N{MINUS SIGN}": "$-$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{RIGHTWARDS ARROW}": r"$\rightarrow$",
    "\N{GREEK CAPITAL LETTER DELTA}": r"$\Delta$",
    "\N{GREEK SMALL LETTER RHO}": r"$\rho$",
    "\N{GREATER-THAN OR EQUAL TO}": r"$\geq$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\leq$",
    "\N{EN DASH}": "--",
    "\N{EM DASH}": "---",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    "*": "{*}",
}
"""How the signs are written that mean something to TeX, or that its fonts lack."""
_JOINED = "-,"
"""Signs two of which TeX would make one of: a dash, a quotation mark."""
_LETTERS = re.compile(r"[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u017e]")
"""What inputenc and the T1 fonts know."""


def to_latex(printed: Table | Document) -> str:
    """Return a whole document, in ASCII and accented letters; a sign that TeX's fonts lack is told as U+5BBD."""
    if isinstance(printed, Table):
        printed = Document("", (printed,))
    return "\n".join((PREAMBLE, *_document(printed), r"\end{document}")) + "\n"


def escape_latex(text: str) -> str:
    """Return the text so that LaTeX prints it literally."""
    signs = visible(text)
    return "".join(map(_written, signs, f" {signs}"))


def _written(sign: str, before: str) -> str:
    if sign in _JOINED:
        return f"{{}}{sign}" if sign == before else sign
    if sign in _SIGNS:
        return _SIGNS[sign]
    return sign if _LETTERS.fullmatch(sign) else f"U+{ord(sign):04X}"


def _document(document: Document) -> Iterator[str]:
    if document.title:
        yield f"\\section*{{{escape_latex(document.title)}}}"
    if document.about:
        yield from (r"\begin{itemize}", *(f"\\item {escape_latex(one)}" for one in document.about), r"\end{itemize}")
    for note in document.notes:
        yield from (f"\\textbf{{Note:}} {escape_latex(note)}", "")
    for table in document.tables:
        yield from ("", *_table(table))
    for picture in document.pictures:
        yield from ("", *_picture(picture))
    for listing in document.listings:
        yield from ("", *_listing(listing))


def _heading(title: str) -> Iterator[str]:
    if title:
        yield f"\\subsection*{{{escape_latex(title)}}}"


def _table(table: Table) -> Iterator[str]:
    yield from _heading(table.title)
    if table.rows:
        yield from (_broken(table) if len(table.rows) > MOST_ROWS else _whole(table))
    yield from _notes(table.notes)


def _notes(notes: Iterable[str]) -> Iterator[str]:
    for note in notes:
        yield from ("", f"\\textit{{{escape_latex(note)}}}")


def _whole(table: Table) -> Iterator[str]:
    """Yield a table on one page, made smaller where it is wider than the page."""
    yield from (r"\begin{center}\small", r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%")
    yield from (f"\\begin{{tabular}}{{{_shape(table)}}}", *_header(table), *_rows(table))
    yield from (r"\bottomrule", r"\end{tabular}}", r"\end{center}")


def _broken(table: Table) -> Iterator[str]:
    """Yield a table that goes on over pages, its header on each."""
    yield r"{\scriptsize\setlength{\tabcolsep}{3pt}"
    yield from (f"\\begin{{longtable}}{{{_shape(table)}}}", *_header(table), r"\endhead")
    yield from (r"\bottomrule", r"\endfoot", *_rows(table), r"\end{longtable}}")


def _shape(table: Table) -> str:
    return "".join(_column(place, column, table) for place, column in enumerate(table.columns))


def _column(place: int, column: Column, table: Table) -> str:
    if column.align == "right":
        return "r"
    longest = max(len(row.cells[place].text) for row in table.rows)
    return "p{6cm}" if longest > BROAD else "l"


def _header(table: Table) -> Iterator[str]:
    yield r"\toprule"
    if table.has_header:
        yield from (f"{' & '.join(escape_latex(column.header) for column in table.columns)} \\\\", r"\midrule")


def _rows(table: Table) -> Iterator[str]:
    for group, rows in table.sections():
        if group:
            yield f"\\multicolumn{{{len(table.columns)}}}{{l}}{{\\textbf{{{escape_latex(group)}}}}} \\\\"
        yield from map(_row, rows)


def _row(row: Row) -> str:
    return f"{' & '.join(escape_latex(cell.text) for cell in row.cells)} \\\\"


def _picture(picture: Picture) -> Iterator[str]:
    """Yield where a picture lies: pdflatex cannot read SVG."""
    if picture.file:
        yield from (*_heading(picture.title), f"\\texttt{{{escape_latex(picture.file)}}}")


def _listing(listing: Listing) -> Iterator[str]:
    yield from (*_heading(listing.title), r"{\ttfamily\footnotesize\raggedright")
    yield from (f"{_spaced(line)}\\par" for line in listing.text.splitlines())
    yield "}"
    yield from _notes(listing.notes)


def _spaced(line: str) -> str:
    """Return a line with all its spaces; an empty one has its height all the same."""
    return r"\mbox{}" + escape_latex(line).replace(" ", r"\ ")
