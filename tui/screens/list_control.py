"""How the list of runs is looked at: its columns, its order, what groups and folds it."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.worker import get_current_worker

from store.errors import StoreError, sentence
from tui.formats import plural
from tui.listing.fields import USUAL
from tui.listing.lookup import Lookup, read_values, rows_at
from tui.listing.order import NEWEST, Order
from tui.listing.runlist import RunList
from tui.screens.base import BackslideScreen
from tui.widgets.detail import DetailLine
from tui.widgets.runtable import RunTable
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from store.row import Row
    from store.store import Store
    from tui.listing.lines import Line
    from tui.widgets.picktable import Choice

TOGETHER = 100
"""Values that are read before the list is told of them."""


class ListControl(BackslideScreen[None]):
    """Changes how a list of runs is looked at; values that rows lack are read in a thread, those on screen first."""

    class ValuesRead(Message):
        """Values that rows lack have been read; `left` are still to come."""

        def __init__(self, found: "Mapping[tuple[str, ...], Any]", left: int) -> None:
            super().__init__()
            self.found, self.left = found, left

    def __init__(self, store: "Store", rows: "Sequence[Row]") -> None:
        super().__init__()
        self.store = store
        self._lookup = Lookup()
        self._missing: dict[tuple[str, ...], tuple[str, Row]] = {}
        self.list = RunList(rows, self._lookup)

    @property
    def table(self) -> RunTable:
        """The list on screen."""
        return self.query_one(RunTable)

    def show_list(self) -> None:
        """Make the lines anew from what is known."""
        self.table.show_rows(self.list.lines())

    def point_at(self, id_: str) -> None:
        """Put the cursor on the line of a run, or on that of its variant where it is folded away."""
        found = [place for place, line in enumerate(self.table.rows) if any(row.id == id_ for row in line.rows)]
        if found:
            self.table.cursor = found[-1]

    def on_idle(self) -> None:
        """Begin to read what was asked for and is not known, unless somebody is at it."""
        if self._lookup.missing and not self._is_reading:
            self._missing = self._lookup.take_missing()
            self._read()

    @property
    def _is_reading(self) -> bool:
        return any(worker.group == "values" and not worker.is_finished for worker in self.workers)

    @work(thread=True, group="values")
    def _read(self) -> None:
        """Read what is missing, which is handed over beside: Textual writes a worker's arguments out in words."""
        worker, found, missing = get_current_worker(), {}, self._missing
        for number, (place, value) in enumerate(read_values(self.store.root, missing), 1):
            if worker.is_cancelled:
                return
            found[place] = value
            if len(found) == TOGETHER or number == len(missing):
                self.post_message(self.ValuesRead(found, len(missing) - number))
                found = {}

    def on_list_control_values_read(self, event: ValuesRead) -> None:
        self._lookup.learn(event.found)
        is_sorted_by_them = any(place[0] == self.list.order.by for place in event.found)
        self.table.rows_changed(self.list.places(rows_at(event.found, self.list.rows.values())))
        if is_sorted_by_them and not event.left:
            self.show_list()
        if is_sorted_by_them:
            self._show_progress(event.left)

    def _show_progress(self, left: int) -> None:
        told = f"{plural(left, 'run')} still to be read, then sorted by" if left else "sorted by"
        self.query_one(DetailLine).text = f"{told} {self.list.order.by}"

    def choices(self) -> "list[Choice]":
        """Return what can be a column, or sorted by."""
        from tui.listing.candidates import candidates

        try:
            return candidates(self.list.rows.values(), self.store.settings)
        except (OSError, StoreError) as error:
            self.tell(sentence(error), severity="error")
            return []

    def action_sort(self) -> None:
        from tui.listing.candidates import offers
        from tui.screens.pick import PickScreen

        order = self.list.order
        choices = [choice._replace(chosen=choice.key == order.by) for choice in self.choices()]
        choices.sort(key=lambda choice: (not choice.chosen, choice.key not in self.list.columns))
        title = "Sort by (again: the other way round)"
        self.app.push_screen(PickScreen(title, choices, offers), self._sort_by)

    def _sort_by(self, answer: tuple[str, ...] | None) -> None:
        if answer:
            self.sort(self.list.order.to(answer[0]))
            self.table.action_first()  # what comes first is why one sorts

    @on(LineTable.HeaderClicked)
    def _sort_by_clicked(self, event: LineTable.HeaderClicked) -> None:
        self.sort(self.list.order.to(event.column))

    def action_reverse(self) -> None:
        self.sort(self.list.order.turned())

    def sort(self, order: "Order") -> None:
        """Sort by another field; one that has no column yet gets one."""
        self.list.order = order
        if order.by not in self.list.columns and order.by != NEWEST:
            self.list.show_columns([*self.list.columns, order.by])
        self.show_fields()
        self.query_one(DetailLine).text = f"sorted by {order.by}{', the other way round' if order.reverse else ''}"

    def show_fields(self) -> None:
        """Show the columns that are chosen, and the lines anew."""
        self.table.show_fields(self.list.fields, self.list.order)
        self.show_list()

    def action_columns(self) -> None:
        from tui.listing.candidates import offers
        from tui.screens.columns import ColumnsScreen

        self.app.push_screen(ColumnsScreen(self.list.columns, USUAL, self.choices(), offers), self._show_columns)

    def _show_columns(self, answer: tuple[str, ...] | None) -> None:
        if answer is not None:
            self.list.show_columns(answer)
            self.show_fields()

    def action_group(self) -> None:
        self.list.group_by_next()
        self.show_list()
        self.query_one(DetailLine).text = f"grouped by {self.list.grouping}"

    def action_fold(self, opened: bool) -> None:  # noqa: FBT001 - Textual hands the action's argument in by place
        line = self.table.current
        if line is None:
            return
        if line.kind == "run" or (not opened and not line.open):
            if not opened:
                self.table.go_to_parent()
            return
        self.fold(line, opened=opened)

    def fold(self, line: "Line", *, opened: bool) -> None:
        """Open or fold a line."""
        if self.list.folds.set(line.key, line.kind, opened=opened):
            self.show_list()

    def action_fold_all(self) -> None:
        self.list.folds.turn_all()
        self.show_list()
