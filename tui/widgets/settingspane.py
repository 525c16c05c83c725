"""The form of the launch screen: a table of fields, a search, and for which variants a change is meant."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from tui.widgets.filterline import FilterLine
from tui.widgets.launchtables import SettingsTable
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.launching.form import Field


class SettingsPane(Vertical):
    """Shows the fields; what is to be changed goes up as a message. `scope` is a variant, or empty for all."""

    DEFAULT_CSS = """
    SettingsPane {
        & > FilterLine { display: none; }
        & > FilterLine.-on { display: block; }
    }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter,space", "change", "Change", tooltip="Change this setting", id="form.change"),
        Binding("x", "reset", "As in file", tooltip="Leave this setting as the file has it", id="form.reset"),
        Binding("v", "scope", "For", tooltip="Change settings for all variants, or for one of them", id="form.scope"),
        Binding("slash", "search", "Search", tooltip="Find settings by their names or help", id="form.search"),
    ]

    scope: reactive[str] = reactive("")

    class Wanted(Message):
        """A field is to be changed, or to be reset to what the file has."""

        def __init__(self, field: "Field", *, reset: bool = False) -> None:
            super().__init__()
            self.field, self.reset = field, reset

    class ScopeChanged(Message):
        """Changes are meant for other variants now."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.fields: Sequence[Field] = ()
        self.variants: Sequence[str] = ()

    def compose(self) -> "ComposeResult":
        yield FilterLine(hint="search: words of a setting's name or help")
        yield SettingsTable()

    @property
    def table(self) -> SettingsTable:
        """The table of the fields."""
        return self.query_one(SettingsTable)

    @property
    def current(self) -> "Field | None":
        """The field under the cursor."""
        row = self.table.current
        return None if isinstance(row, str) else row

    @property
    def scoped(self) -> "Sequence[str]":
        """The variants that a change is meant for."""
        return (self.scope,) if self.scope else self.variants

    def show(self, fields: "Sequence[Field]", variants: "Sequence[str]") -> None:
        """Show the fields of these variants."""
        self.fields, self.variants = fields, variants
        if self.scope not in variants:
            self.scope = ""
        self._show()

    def judge(self, edited: "set[str]", problems: "Mapping[str, str]") -> None:
        """Mark what was changed, and what is wrong."""
        self.table.marked, self.table.problems = edited, problems
        self.table.rows_changed([self.table.row_key(row) for row in self.table.rows])

    @on(Input.Changed)
    def _find(self) -> None:
        """Show what is searched for, the cursor on the one whose name is nearest to the words."""
        self._fill()
        words = self.query_one(FilterLine).value
        hits = [row for row in self.table.rows if not isinstance(row, str)]
        if words.strip() and hits:
            self.table.go_to(min(hits, key=lambda field: field.distance(words)).path)
        self._tell_moved()

    def _show(self) -> None:
        self._fill()
        self._tell_moved()

    def _fill(self) -> None:
        words, group = self.query_one(FilterLine).value, ""
        rows: list[Field | str] = []
        self.table.variants = self.scoped
        for field in self.fields:
            if not self._is_shown(field, words):
                continue
            if field.info.group != group:
                group = field.info.group
                rows.append(group)
            rows.append(field)
        self.table.show_rows(rows)
        if isinstance(self.table.current, str) and self.table.cursor == 0:
            self.table.cursor = 1

    def _tell_moved(self) -> None:
        """Tell what has the cursor; what the table posts while we handle a message goes no further than to us."""
        self.post_message(LineTable.Moved(self.table))

    def _is_shown(self, field: "Field", words: str) -> bool:
        """Say whether a field is listed: the settings of a method that is off are found by searching only."""
        return field.matches(words) if words.strip() else not field.inner or bool(field.distinct(self.scoped))

    @on(FilterLine.Left)
    def _to_the_table(self) -> None:
        search = self.query_one(FilterLine)
        search.set_class(bool(search.value), "-on")
        self.screen.set_focus(self.table)

    @on(LineTable.Opened)
    def action_change(self) -> None:
        self._want(reset=False)

    def action_reset(self) -> None:
        self._want(reset=True)

    def _want(self, *, reset: bool) -> None:
        if self.current is not None:
            self.post_message(self.Wanted(self.current, reset=reset))
        elif self.table.rows:
            self.notify("this is a heading: put the cursor on a setting below it")

    def action_scope(self) -> None:
        names = ["", *self.variants]
        self.scope = names[(names.index(self.scope) + 1) % len(names)]
        self._show()
        self.post_message(self.ScopeChanged())

    def action_search(self) -> None:
        search = self.query_one(FilterLine)
        search.add_class("-on")
        self.screen.set_focus(search)

    def leave_search(self) -> bool:
        """End the search that is going on; say whether there was one."""
        search = self.query_one(FilterLine)
        if not search.has_class("-on"):
            return False
        search.action_drop()
        return True
