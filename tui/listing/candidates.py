"""What can be a column, or sorted by: usual fields, figures that runs have, settings that they were given."""

import re
from typing import TYPE_CHECKING, Any

from tui.listing.fields import FIELDS
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from store.row import Row
    from tui.listing.fields import Field

MOST_READ = 50
"""Configurations, the newest, whose settings are offered."""
FIGURE_AT = re.compile(r"[a-z_]\w*(?:\.\w+)+@(?:best|last|[1-9]\d*)")
PATH = re.compile(r"[a-z_]\w*(?:\.\w+)+")


def candidates(rows: "Iterable[Row]", settings: "Callable[[Row], Mapping[str, Any]]") -> "list[Choice]":
    """Return the usual fields, then every figure of the runs, then the settings of their newest configurations."""
    rows = list(rows)
    usual = [Choice(key, _told(field)) for key, field in FIELDS.items()]
    figures = sorted({name for row in rows for name in (*row.figures, *row.last)})
    paths = sorted({path for row in _newest(rows) for path in settings(row) if "." in path})
    return [
        *usual,
        *(Choice(name, "figure of the end, else of the newest epoch") for name in figures),
        *(Choice(path, "setting") for path in paths),
    ]


def offers(typed: str) -> "Sequence[Choice]":
    """Return what is typed as a column of its own: a figure at an epoch, or another figure or setting."""
    if FIGURE_AT.fullmatch(typed):
        return [Choice(typed, "figure of that epoch, read from each run's events")]
    metric, _, where = typed.partition("@")
    if not PATH.fullmatch(metric):
        return []
    epochs = [Choice(f"{metric}@{word}") for word in ("best", "last") if word.startswith(where)]
    return [*epochs, Choice(typed)] if metric == typed else epochs


def _told(field: "Field") -> str:
    """Return what a field shows, after its heading where it has another name than that."""
    title = field.column.title
    return field.help if title.casefold() == field.column.key else f"{title}: {field.help}"


def _newest(rows: "Sequence[Row]") -> "list[Row]":
    newest = {row.config_hash: row for row in sorted(rows, key=lambda row: row.created)}
    return list(newest.values())[-MOST_READ:]
