"""What others make of what is exported: a Markdown renderer, a spreadsheet."""

import csv
import io

from markdown_it import MarkdownIt
from markdown_it.token import Token

from store.compare.formats import FORMULA_SIGNS

_PLAIN = frozenset({"text", "text_special", "strong_open", "strong_close", "em_open", "em_close"})
_BLOCKS = frozenset({"heading", "bullet_list", "list_item", "paragraph", "blockquote", "table", "thead", "tbody"})
_CELLS = frozenset({"tr", "th", "td"})


def odd_markdown(text: str) -> set[str]:
    """Return what a renderer finds in Markdown beside headings, plain lists, notes and tables."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = {child.type for token in tokens for child in token.children or () if child.type not in _PLAIN}
    blocks = {token.type for token in tokens if token.type.rpartition("_")[0] not in _BLOCKS | _CELLS}
    return inline | (blocks - {"inline"})


def markdown_texts(text: str) -> list[str]:
    """Return the texts that a reader of rendered Markdown sees: of headings, sentences and cells."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [_seen(token) for token in tokens if token.type == "inline"]


def _seen(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def formulas(text: str) -> list[str]:
    """Return the cells of CSV that a spreadsheet takes for a formula; numbers are none."""
    csv.field_size_limit(2**24)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    return [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and not _is_number(cell)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
