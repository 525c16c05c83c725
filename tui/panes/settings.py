"""What a run sets, beside what its baseline sets."""

from typing import TYPE_CHECKING, Any

from tui.actions.exporting import table_of
from tui.panes.base import Pane
from tui.widgets.celltable import CellTable
from tui.widgets.columns import Column

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.table import Table
    from tui.run.settings import RunSettings
    from tui.run.view import View
    from tui.widgets.table import LineTable

COLUMNS = (
    Column("setting", "Setting", 28, most=44),
    Column("baseline", "Baseline", 14, most=28),
    Column("run", "This run", 14, most=40),
)


class RunSettingsPane(Pane):
    """The settings that differ from the baseline's, or all of them, and what has taken effect."""

    NAME = "Settings"
    _settings: "RunSettings | None" = None
    _view: "View | None" = None
    _everything = False

    def compose(self) -> "ComposeResult":
        yield CellTable(COLUMNS, id="pane-settings")

    def show(self, view: "View") -> None:
        self._view = view
        self._renew()

    def compare(self, settings: "RunSettings") -> None:
        """Show settings that have been compared with the baseline's."""
        self._settings = settings
        self._renew()

    def turn(self) -> None:
        """Show all settings, or those that differ."""
        self._everything = not self._everything
        self._renew()

    def _renew(self) -> None:
        if self._settings and self._view and self.is_mounted:
            rows = self._settings.rows(self._view.history.effective, everything=self._everything)
            self.query_one(CellTable).show_rows(rows)

    def detail(self, table: "LineTable[Any]") -> str:
        return self._settings.help_of(table.current.key) if self._settings and table.current else ""

    def offers(self, action: str) -> bool:
        return action == "all"

    def tables(self) -> "list[Table]":
        return [table_of(self.query_one(CellTable), "Settings", name="settings")]
