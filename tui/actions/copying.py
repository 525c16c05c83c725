"""What of a table can be copied: a row, a cell, all of it, and what the row is called."""

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from tui.actions.exporting import plain_of, table_of
from tui.formats import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tui.widgets.table import LineTable

ROW, TABLE = "y", "t"
LETTERS = "123456789abcdefhlmoprsuvwxzABCDEFHLMNOPQRSTUVWXYZ"
"""The keys of cells, in their order; what moves the cursor, or has another meaning here, is not among them."""


class Copyable(NamedTuple):
    """Something that one key copies; `take` makes the text, which for a whole table may be long."""

    key: str
    what: str
    preview: str
    take: "Callable[[], str]"


def copyables(shown: "LineTable[Any]", names: "Iterable[tuple[str, str, str]]" = ()) -> list[Copyable]:
    """Return what can be copied of a table and of the row under its cursor; `names` have a key, a word and a text."""
    whole = Copyable(
        TABLE, "the whole table", f"{plural(len(shown.rows), 'row')}, as Markdown", lambda: markdown(shown)
    )
    if shown.current is None:
        return [whole]
    texts = [plain_of(cell.text) for cell in shown.cells(shown.current)]
    return [
        _text(ROW, "this row", "\t".join(texts)),
        whole,
        *(_text(*name) for name in names),
        *_cells([column.title for column in shown.columns], texts),
    ]


def _cells(titles: "Sequence[str]", texts: "Sequence[str]") -> list[Copyable]:
    filled = [(title, text) for title, text in zip(titles, texts, strict=False) if text]
    return [_text(key, title or "this", text) for key, (title, text) in zip(LETTERS, filled, strict=False)]


def _text(key: str, what: str, text: str) -> Copyable:
    return Copyable(key, what, " ".join(text.split()), lambda: text)


def markdown(shown: "LineTable[Any]") -> str:
    """Return a whole table as Markdown."""
    from store.compare.markdown import to_markdown

    return to_markdown(table_of(shown, ""))


def told(what: str, text: str) -> str:
    """Return what is said once a text was copied."""
    lines = text.splitlines()
    if len(lines) > 1:
        return f"copied {what}: {plural(len(lines), 'line')}"
    start = " ".join(chain.from_iterable(line.split() for line in lines))
    return f"copied {what}: {start[:60]}{'…' if len(start) > 60 else ''}"
