"""The list of runs behind its screen: what is shown of it, and which lines a change touches."""

from typing import TYPE_CHECKING

from tui.listing.experiments import Experiments
from tui.listing.fields import NAME, USUAL, Field, field_of
from tui.listing.folds import Folds
from tui.listing.grouping import EXPERIMENT, GROUPINGS, Look, build, places_of
from tui.listing.lookup import nothing_known
from tui.listing.order import STILL, Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.row import Row
    from tui.listing.lines import Line
    from tui.listing.values import ValueOf


class RunList:
    """Holds all runs, an order, what groups and folds them, a filter and columns, and makes the visible lines."""

    def __init__(self, rows: "Iterable[Row]", value_of: "ValueOf" = nothing_known) -> None:
        self.rows = {row.id: row for row in rows}
        self.value_of = value_of
        self.order, self.folds, self.grouping = Order(), Folds(), EXPERIMENT
        self.columns: tuple[str, ...] = USUAL
        self.accepts: Callable[[Row], bool] | None = None
        """The filter; None lets everything through."""
        self.shown: list[Row] = []
        """The runs that the filter let through when the lines were last made."""
        self._lines: dict[str, Line] = {}
        self._experiments: Experiments | None = None
        """Stays for as long as no run comes, goes, begins or ends."""

    @property
    def fields(self) -> list[Field]:
        """What the columns show."""
        return [field_of(key, self.value_of) for key in self.columns]

    def show_columns(self, keys: "Sequence[str]") -> None:
        """Show these columns from now on, after the name."""
        self.columns = (NAME, *(key for key in dict.fromkeys(keys) if key != NAME))

    def group_by_next(self) -> None:
        """Group by the next thing there is to group by."""
        self.grouping = GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]

    def put(self, rows: "Iterable[Row]") -> None:
        """Take these as all the runs there are."""
        self.rows, self._experiments = {row.id: row for row in rows}, None

    def lines(self) -> "list[Line]":
        """Make the visible lines anew."""
        rows = list(self.rows.values())
        self.shown = list(filter(self.accepts, rows)) if self.accepts else rows
        self._experiments = self._experiments or Experiments(rows)
        look = Look(self.order, field_of(self.order.by, self.value_of), self.folds, self.grouping, self._lines)
        made = build(self.shown, look, self._experiments)
        self._lines = {line.key: line for line in made}
        return made

    def places(self, rows: "Iterable[Row]") -> set[str]:
        """Return the keys of the lines that runs stand in."""
        return {key for row in rows for key in places_of(row, self.grouping)}

    def change(self, row: "Row") -> tuple[str, ...]:
        """Take in a run's new row. Return the keys of the lines to draw again; none if all are to be made anew."""
        before = self.rows.get(row.id)
        self.rows[row.id] = row
        if before is None or before.status != row.status:
            self._experiments = None
        if before is None or self._moves(before, row):
            return ()
        keys = places_of(row, self.grouping)
        for key in keys:
            if line := self._lines.get(key):
                line.take(row)
        return keys

    def _moves(self, before: "Row", after: "Row") -> bool:
        """Say whether a run is elsewhere in the list, or counted otherwise, than it was."""
        if before.status != after.status or self._accepted(before) != self._accepted(after):
            return True
        if (before.tags, before.note) != (after.tags, after.note):
            return True
        return self.order.by not in STILL and before.epoch != after.epoch

    def _accepted(self, row: "Row") -> bool:
        return self.accepts is None or self.accepts(row)
