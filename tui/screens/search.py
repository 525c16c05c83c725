"""A search for the changes that did it, live: its questions as a tree, and the runs that it waits for.

Nothing is kept of a search but its runs: the screen asks the same questions again over the figures that the store has,
in a thread, whenever runs of the experiment have changed. So it does not matter who searches, or whether anybody does.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.errors import StoreError, sentence
from tui.exporting import file_name, table_of
from tui.literal import literal
from tui.screens.control import RunControl
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.searchtable import SearchTable
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
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


class SearchScreen(RunControl):
    """Shows how it is found out what made a variant worse; a key begins the search, one stops it."""

    DEFAULT_CSS = """
    SearchScreen {
        & #state { height: auto; max-height: 4; padding: 0 1; }
        & DetailLine { height: 3; }
    }
    """
    KEYS_TITLE = "In a search"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "s", "search", "Search", tooltip="Begin the search, or go on with it, in the background", id="search.go"
        ),
        Binding("x", "end_search", "Stop", tooltip="Stop the search, after asking", id="search.stop"),
        Binding("enter", "open", "Open run", tooltip="Open the run under the cursor", id="search.open"),
        Binding("e", "export", "Export", tooltip="Take this search away as Markdown", id="search.export"),
    ]

    class Seen(Message):
        """The search has been looked at; without a look, `problem` says why."""

        def __init__(self, look: Look | None, problem: str = "") -> None:
            super().__init__()
            self.look, self.problem = look, problem

    class Ended(Message):
        """The search was stopped."""

    def __init__(self, store: "Store", asked: "Asked") -> None:
        from trainer.diagnose.errand import errand_of
        from trainer.diagnose.replay import Replay

        super().__init__()
        self.store, self.asked = store, asked
        self.seen: Look | None = None
        self._errand, self._replay = errand_of(store.root, asked), Replay(store.root)
        self._looking, self._look_again = False, False
        self._known: frozenset[tuple[str, str]] = frozenset()

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield Static(id="state")
        yield SearchTable()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = f"what did it: {self.asked.about}"
        self.query_one(DetailLine).text = "reading…"
        self.set_interval(NOTICE, self._notice)
        self._look()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        known = frozenset((row.id, str(row.status)) for row in rows if row.experiment == self.asked.experiment)
        if known != self._known:
            self._known = known
            self._look()

    def run_changed(self, row: "Row") -> None:
        if row.experiment != self.asked.experiment:
            return
        if row.status.ended:
            self._look()
        elif self.seen is not None:
            self._renew(row)

    def _renew(self, row: "Row") -> None:
        """Show how far a run has come that is waited for."""
        assert self.seen is not None
        probes = self.seen.progress.probes
        renewed = tuple(replace(one, row=row) if one.row and one.row.id == row.id else one for one in probes)
        if renewed != probes:
            self.seen = replace(self.seen, progress=replace(self.seen.progress, probes=renewed))
            self._show()

    def _notice(self) -> None:
        """Look again where somebody has begun to search, or does not any more."""
        if self.seen is not None and self._errand.is_under_way() != self.seen.under_way:
            self._look()

    def _look(self) -> None:
        """Look how far the search has come; while that is being done, once more afterwards is enough."""
        if self._looking:
            self._look_again = True
            return
        self._looking, self._look_again = True, False
        self._read()

    @work(thread=True, group="search")
    def _read(self) -> None:
        from trainer.settings.problems import PlanError

        try:
            under_way, about = self._errand.is_under_way(), self._errand.about()
            terms = about.get("asked")
            asked = self.asked.said_before(terms if isinstance(terms, dict) else {})
            self.post_message(self.Seen(Look(self._replay.look(asked), under_way, about)))
        except (StoreError, PlanError, OSError) as error:
            self.post_message(self.Seen(None, sentence(error)))

    def on_search_screen_seen(self, event: Seen) -> None:
        self._looking = False
        if event.look is not None:
            self.seen = event.look
            self._show()
        else:
            self.query_one("#state", Static).update(Content(literal(event.problem)))
            self.query_one(DetailLine).text = ""
        if self._look_again:
            self._look()

    def _show(self) -> None:
        from tui.searchrows import search_rows
        from tui.searchstate import state_lines, summary

        if self.seen is None:
            return
        table = self.query_one(SearchTable)
        at_end = table.cursor >= len(table.rows) - 1
        with self.app.batch_update():
            lines = state_lines(self.seen, self._errand)
            self.query_one("#state", Static).update(Content("\n".join(map(literal, lines))))
            self.query_one(TitleLine).summary = summary(self.seen)
            table.show_rows(search_rows(self.seen.progress))
            if at_end:
                table.action_last()
            self._explain()
        self.refresh_bindings()

    @on(LineTable.Moved)
    def _explain(self) -> None:
        about, text = self.explanation()
        self.query_one(DetailLine).text = f"{about}: {text}" if about else text

    def explanation(self) -> tuple[str, str]:
        row = self.query_one(SearchTable).current
        return (row.about, row.text) if row else ("", "")

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
        if self.seen is not None:
            self.tell("the search begins…")
            self._begin(self.seen.progress.asked)

    @work(thread=True, group="control")
    def _begin(self, asked: "Asked") -> None:
        from trainer.launch.errors import LaunchError
        from tui.searching import start_search

        with self.errors_told(LaunchError):
            start_search(self.store.root, asked)

    def action_end_search(self) -> None:
        from tui.screens.ask import Ask

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands the answer in by place
            if yes:
                self._end()

        text = (
            "It asks for no more runs. Nothing is lost: s goes on from there. What it has queued is asked about next."
        )
        self.app.push_screen(Ask("Stop the search?", text), answered)

    @work(thread=True, group="control")
    def _end(self) -> None:
        from trainer.launch.errors import LaunchError

        with self.errors_told(LaunchError):
            self._errand.stop()
            self.post_message(self.Ended())

    def on_search_screen_ended(self) -> None:
        self.tell("the search has stopped")
        self._look()
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
        from tui.screens.export import ExportScreen
        from tui.searchstate import state_lines

        if self.seen is None:
            return
        table = table_of(self.query_one(SearchTable), "Search", name="search")
        document = Document(
            f"What did it: {self.asked.about}", (table,), about=tuple(state_lines(self.seen, self._errand))
        )
        self.app.push_screen(ExportScreen(document, Path(file_name("search", self.asked.baseline, self.asked.tuned))))
