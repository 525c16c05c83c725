"""Values of lines that rows do not hold themselves: settings, and figures of any epoch."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from tui.formats import NOTHING, figure, mean
from tui.listing.cells import SEVERAL
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from store.row import Row
    from tui.listing.lines import Line


class Unread(Enum):
    """Stands for a value that is still to be read from a run's files."""

    UNREAD = "…"


UNREAD = Unread.UNREAD
ValueOf = Callable[["Row", str], Any]
"""Gives a run's value of a figure or a setting: None where it has none, `UNREAD` until it was read."""


class Figure(float):
    """A value that was measured: a group has the mean of it, where settings are the same or are not."""

    __slots__ = ()


def value_of_line(line: "Line", key: str, value_of: ValueOf) -> Any:
    """Return a line's value: the mean of figures, what settings have in common, `several`; None of a heading."""
    if line.is_heading:
        return None
    values = [value_of(row, key) for row in line.counted]
    known = [value for value in values if value is not None]
    if UNREAD in known:
        return UNREAD
    if not known:
        return None
    if all(isinstance(value, Figure) for value in known):
        return Figure(mean(known) or 0.0)
    return known[0] if all(value == known[0] for value in values) else SEVERAL


def value_cell(value: Any) -> Cell:
    """Return the cell of a value: figures with four digits, settings whole."""
    if value is None:
        return Cell(NOTHING, "dim")
    if isinstance(value, Figure):
        return Cell(figure(value))
    text = value.value if isinstance(value, Unread) else str(value)
    return Cell(text, "dim" if value is UNREAD or value == SEVERAL else "")
