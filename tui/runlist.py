"""The list of runs behind its screen: what is shown of it, and which lines a change touches."""

from typing import TYPE_CHECKING

from tui.lines import Folds, Line, Order, build, keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.row import Row

STILL_ORDERS = frozenset({"newest", "name", "status"})
"""Orders that figures do not change."""


class RunList:
    """Holds all runs, an order, what is folded and a filter, and makes the visible lines of them."""

    def __init__(self, rows: "Iterable[Row]") -> None:
        self.rows = {row.id: row for row in rows}
        self.order, self.folds = Order(), Folds()
        self.accepts: Callable[[Row], bool] | None = None
        """The filter; None lets everything through."""
        self.shown: list[Row] = []
        """The runs that the filter let through when the lines were last made."""
        self._lines: dict[str, Line] = {}

    def put(self, rows: "Iterable[Row]") -> None:
        """Take these as all the runs there are."""
        self.rows = {row.id: row for row in rows}

    def lines(self) -> list[Line]:
        """Make the visible lines anew."""
        rows = self.rows.values()
        self.shown = [row for row in rows if self._accepted(row)] if self.accepts else list(rows)
        made = build(self.shown, self.order, self.folds, rows)
        self._lines = {line.key: line for line in made}
        return made

    def change(self, row: "Row") -> tuple[str, ...]:
        """Take in a run's new row. Return the keys of the lines to draw again; none if all are to be made anew."""
        before = self.rows.get(row.id)
        self.rows[row.id] = row
        if before is None or self._moves(before, row):
            return ()
        keys = keys_of(row)
        for key in keys:
            if line := self._lines.get(key):
                line.rows = [row if other.id == row.id else other for other in line.rows]
        return keys

    def _moves(self, before: "Row", after: "Row") -> bool:
        """Say whether a run is elsewhere in the list, or counted otherwise, than it was."""
        if before.status != after.status or self._accepted(before) != self._accepted(after):
            return True
        return self.order.by not in STILL_ORDERS and before.epoch != after.epoch

    def _accepted(self, row: "Row") -> bool:
        return self.accepts is None or self.accepts(row)
