"""What brings a declined variant back: its signature, remedies to try, and what came of those that were tried.

Nothing is kept of trials but their runs: the screen reads them again, in a thread, whenever one of the experiment ends.
"""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.errors import StoreError, sentence
from tui.exporting import file_name
from tui.formats import plural
from tui.literal import literal
from tui.screens.control import RunControl
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.remedytable import RemedyTable
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.run import Run
    from store.store import Store
    from trainer.diagnose.asked import Asked
    from trainer.diagnose.remedies.board import Board
    from trainer.diagnose.remedies.proposals import Proposal

FIRST = 3
"""How many remedies one key tries."""


class RemediesScreen(RunControl):
    """Shows what a decline looks like, and what helps against that; keys try it, and confirm what won."""

    DEFAULT_CSS = """
    RemediesScreen {
        & #signature { height: auto; max-height: 5; padding: 0 1; }
        & DetailLine { height: 3; }
    }
    """
    KEYS_TITLE = "In remedies"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("t", "try_one", "Try", tooltip="Train the remedy under the cursor", id="remedies.try"),
        Binding(
            "T", "try_first", "Try three", tooltip="Train the first three that were not tried", id="remedies.first"
        ),
        Binding("c", "confirm", "Confirm", tooltip="Hold what won most against fresh seeds", id="remedies.confirm"),
        Binding("s", "stop", "Stop", tooltip="Stop the trials that are under way", id="remedies.stop"),
        Binding("e", "export", "Export", tooltip="Take these remedies away as Markdown", id="remedies.export"),
    ]

    class Seen(Message):
        """The store was read; without a board, `problem` says why."""

        def __init__(self, board: "Board | None", problem: str = "") -> None:
            super().__init__()
            self.board, self.problem = board, problem

    class Queued(Message):
        """Runs were queued."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, store: "Store", asked: "Asked") -> None:
        super().__init__()
        self.store, self.asked = store, asked
        self.board: Board | None = None
        self._reading, self._read_again = False, False
        self._known: frozenset[tuple[str, str]] = frozenset()

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield Static(id="signature")
        yield RemedyTable()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = f"what brings it back: {self.asked.about}"
        self.query_one(DetailLine).text = "reading…"
        self._look()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        known = frozenset((row.id, str(row.status)) for row in rows if row.experiment == self.asked.experiment)
        if known != self._known:
            self._known = known
            self._look()

    def run_changed(self, row: "Row") -> None:
        if row.experiment == self.asked.experiment and row.status.ended:
            self._look()

    def _look(self) -> None:
        """Read what there is by now; while that is being done, once more afterwards is enough."""
        if self._reading:
            self._read_again = True
            return
        self._reading, self._read_again = True, False
        self._read()

    @work(thread=True, group="remedies")
    def _read(self) -> None:
        from store.store import Store
        from trainer.diagnose.asked import bench_of
        from trainer.diagnose.remedies.board import board_of
        from trainer.settings.problems import PlanError

        try:
            self.post_message(self.Seen(board_of(bench_of(Store(self.store.root), self.asked, may_diverge=True))))
        except (StoreError, PlanError, OSError) as error:
            self.post_message(self.Seen(None, sentence(error)))

    def on_remedies_screen_seen(self, event: Seen) -> None:
        self._reading = False
        self.board = event.board or self.board
        if event.board is not None:
            self._show(event.board)
        else:
            self.query_one("#signature", Static).update(Content(literal(event.problem)))
            self.query_one(DetailLine).text = ""
        if self._read_again:
            self._look()

    def _show(self, board: "Board") -> None:
        from tui.remedying import signature_lines, told_best
        from tui.remedyrows import remedy_rows

        said = [told_best(board.trials, board.cure)] if board.trials.tried else []
        lines = [*signature_lines(board.signature), *said]
        with self.app.batch_update():
            self.query_one("#signature", Static).update(Content("\n".join(map(literal, lines))))
            self.query_one(TitleLine).summary = board.signature.kind or "no word"
            self.query_one(RemedyTable).show_rows(list(remedy_rows(board)))
            self._explain()
        self.refresh_bindings()

    @on(LineTable.Moved)
    def _explain(self) -> None:
        about, text = self.explanation()
        self.query_one(DetailLine).text = f"{about}: {text}" if about else text

    def explanation(self) -> tuple[str, str]:
        row = self.query_one(RemedyTable).current
        return (row.about, row.text) if row else ("", "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer to confirm where something won, and to stop where something is under way."""
        best = self.board is not None and self.board.trials.best() is not None
        return {"confirm": best, "stop": bool(self.chosen_rows()), "try_first": self.board is not None}.get(
            action, True
        )

    def chosen_rows(self) -> "list[Row]":
        """Return the trials that are under way."""
        standings = self.board.standings if self.board else ()
        return [row for standing in standings for row in standing.rows if not row.status.ended]

    def action_try_one(self) -> None:
        row, board = self.query_one(RemedyTable).current, self.board
        chosen = [one for one in board.proposals if row and one.name == row.key] if board else []
        if not chosen:
            self.tell("put the cursor on a remedy")
        elif board is not None and not board.trials.seeds:
            self.tell(f"no run of {self.asked.tuned} has a figure {self.asked.figure}", severity="warning")
        elif board is not None:
            self._queue(lambda: _tried(board, chosen))

    def action_try_first(self) -> None:
        if (board := self.board) is not None:
            chosen = [one.proposal for one in board.standings if not one.is_tried][:FIRST]
            self._queue(lambda: _tried(board, chosen))

    def action_confirm(self) -> None:
        if (board := self.board) is not None:
            self._queue(lambda: _confirmed(board))

    @work(thread=True, group="control")
    def _queue(self, queue: "Callable[[], list[Run]]") -> None:
        from trainer.data.examples import DataError
        from trainer.launch.dispatcher import ensure_dispatcher
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError

        with self.errors_told(DataError, LaunchError, PlanError):
            runs = [run for run in queue() if not run.standing().status.ended]
            if runs:
                ensure_dispatcher(self.store)
            self.post_message(self.Queued(len(runs)))

    def on_remedies_screen_queued(self, event: Queued) -> None:
        self.tell(f"{plural(event.number, 'run')} queued" if event.number else "all of it has been trained already")
        self._look()

    def action_export(self) -> None:
        from tui.remedying import remedies_document
        from tui.screens.export import ExportScreen

        if (board := self.board) is None:
            return
        title = f"{self.asked.experiment}: what may bring {self.asked.tuned} back"
        document = remedies_document(title, board.signature, board.proposals, board.trials, board.cure)
        self.app.push_screen(ExportScreen(document, Path(file_name("remedies", self.asked.baseline, self.asked.tuned))))


def _tried(board: "Board", chosen: "Sequence[Proposal]") -> "list[Run]":
    from trainer.diagnose.remedies.board import try_proposals

    return try_proposals(board, chosen)


def _confirmed(board: "Board") -> "list[Run]":
    from trainer.diagnose.remedies.board import confirm_best

    return confirm_best(board)
