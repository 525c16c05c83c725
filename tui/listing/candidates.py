"""What can be a column, or sorted by: usual fields, figures that runs have, settings that they were given."""

import re
from typing import TYPE_CHECKING, Any

from tui.listing.fields import FIELDS
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from store.row import Row

MOST_READ = 50
"""Configurations, the newest, whose settings are offered."""
FIGURE_AT = re.compile(r"[a-z_]\w*(?:\.\w+)+@(?:best|last|[1-9]\d*)")
PATH = re.compile(r"[a-z_]\w*(?:\.\w+)+")


def candidates(rows: "Iterable[Row]", settings: "Callable[[Row], Mapping[str, Any]]") -> "list[Choice]":
    """Return the usual fields, then every figure of the runs, then the settings of their newest configurations."""
    rows = list(rows)
    usual = [Choice(key, field.help) for key, field in FIELDS.items()]
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


def _newest(rows: "Sequence[Row]") -> "list[Row]":
    newest = {row.config_hash: row for row in sorted(rows, key=lambda row: row.created)}
    return list(newest.values())[-MOST_READ:]
