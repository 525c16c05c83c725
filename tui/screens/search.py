"""A search for the changes that did it, live: its questions as a tree, and the runs that it waits for.

The screen asks the same questions again over the figures that the store has. So it does not matter who searches, or
whether anybody does.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.message import Message

from tui.actions.exporting import file_name, table_of
from tui.screens.diagnosis import DiagnosisScreen
from tui.widgets.searchtable import SearchTable
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from textual.binding import BindingType

    from store.row import Row
    from store.store import Store
    from trainer.diagnose.asked import Asked
    from trainer.diagnose.replay import Progress

NOTICE = 1.0
"""Seconds between two looks whether somebody searches: a process that dies tells nobody."""


@dataclass(frozen=True)
class Look:
    """How far a search has come, and who is at it."""

    progress: "Progress"
    under_way: bool
    about: dict[str, Any]


class SearchScreen(DiagnosisScreen[Look]):
    """Shows how it is found out what made a variant worse; a key begins the search, one stops it."""

    KEYS_TITLE = "In a search"
    QUESTION = "what did it"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("s", "search", "Search", tooltip="Begin the search, or go on with it, after asking", id="search.go"),
        Binding("x", "end_search", "Stop", tooltip="Stop the search, after asking", id="search.stop"),
        Binding("enter", "open", "Open run", tooltip="Open the run under the cursor", id="search.open"),
        Binding("e", "export", "Export", tooltip="Take this search away as Markdown", id="search.export"),
    ]

    class Ended(Message):
        """The search was stopped."""

    def __init__(self, store: "Store", asked: "Asked") -> None:
        from trainer.diagnose.errand import errand_of
        from trainer.diagnose.replay import Replay

        super().__init__(store, asked)
        self._errand, self._replay = errand_of(store.root, asked), Replay(store.root)

    def make_table(self) -> "LineTable[Any]":
        return SearchTable()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(NOTICE, self._notice)

    def run_changed(self, row: "Row") -> None:
        super().run_changed(row)
        if row.experiment == self.asked.experiment and not row.status.ended and self.seen is not None:
            self._take_in(row, self.seen)

    def _take_in(self, row: "Row", seen: Look) -> None:
        """Show how far a run has come that is waited for."""
        probes = seen.progress.probes
        renewed = tuple(replace(one, row=row) if one.row and one.row.id == row.id else one for one in probes)
        if renewed != probes:
            self.seen = replace(seen, progress=replace(seen.progress, probes=renewed))
            self.renew()

    def _notice(self) -> None:
        """Look again where somebody has begun to search, or does not any more."""
        if self.seen is not None and self._errand.is_under_way() != self.seen.under_way:
            self.look()

    def find(self) -> Look:
        under_way, about = self._errand.is_under_way(), self._errand.about()
        terms = about.get("asked")
        asked = self.asked.said_before(terms if isinstance(terms, dict) else {})
        return Look(self._replay.look(asked), under_way, about)

    def show(self, found: Look) -> None:
        from tui.diagnosing.searchrows import search_rows
        from tui.diagnosing.searchstate import state_lines, summary

        table = self.query_one(SearchTable)
        at_end = table.cursor >= len(table.rows) - 1
        self.say(state_lines(found, self._errand))
        self.query_one(TitleLine).summary = summary(found)
        table.show_rows(search_rows(found.progress))
        if at_end:
            table.action_last()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer a stop where somebody searches, and a search where nobody does and something is left to find."""
        under_way = self.seen is not None and self.seen.under_way
        left = self.seen is not None and not self.seen.progress.is_over
        return {"search": left and not under_way, "end_search": under_way}.get(action, True)

    def chosen_rows(self) -> "list[Row]":
        """Return the runs that the search waits for."""
        probes = self.seen.progress.probes if self.seen else ()
        return [probe.row for probe in probes if probe.row and not probe.row.status.ended]

    def action_search(self) -> None:
        from tui.diagnosing.beforehand import search_told

        if self.seen is not None:
            asked = self.seen.progress.asked
            self.ask(*search_told(asked, self.store.rows()), lambda: self._begin(asked))

    @work(thread=True, group="control")
    def _begin(self, asked: "Asked") -> None:
        from trainer.launch.errors import LaunchError
        from tui.diagnosing.searching import start_search

        with self.errors_told(LaunchError):
            start_search(self.store.root, asked)
            self.tell("the search begins…")

    def action_end_search(self) -> None:
        text = (
            "It asks for no more runs. Nothing is lost: s goes on from there. What it has queued is asked about next."
        )
        self.ask("Stop the search?", text, self._end)

    @work(thread=True, group="control")
    def _end(self) -> None:
        from trainer.launch.errors import LaunchError

        with self.errors_told(LaunchError):
            self._errand.stop()
            self.post_message(self.Ended())

    def on_search_screen_ended(self) -> None:
        self.tell("the search has stopped")
        self.look()
        if self.chosen_rows():
            self.action_stop()

    @on(LineTable.Opened)
    def action_open(self) -> None:
        row = self.query_one(SearchTable).current
        if row is None or not row.run:
            self.tell("put the cursor on a run that is waited for")
            return
        from tui.screens.run import RunScreen

        with self.errors_told():
            self.app.push_screen(RunScreen(self.store, self.store.run(row.run)))

    def action_export(self) -> None:
        from store.compare.table import Document
        from tui.diagnosing.searchstate import state_lines
        from tui.screens.export import ExportScreen

        if self.seen is None:
            return
        table = table_of(self.query_one(SearchTable), "Search", name="search")
        document = Document(
            f"What did it: {self.asked.about}", (table,), about=tuple(state_lines(self.seen, self._errand))
        )
        self.app.push_screen(ExportScreen(document, Path(file_name("search", self.asked.baseline, self.asked.tuned))))
