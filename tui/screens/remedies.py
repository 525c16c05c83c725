"""What brings a declined variant back: its signature, remedies to try, and what came of those that were tried."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding
from textual.message import Message

from tui.actions.exporting import file_name
from tui.formats import plural
from tui.screens.diagnosis import DiagnosisScreen
from tui.widgets.remedytable import RemedyTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType

    from store.row import Row
    from store.run import Run
    from trainer.diagnose.remedies.board import Board
    from trainer.diagnose.remedies.proposals import Proposal
    from tui.widgets.table import LineTable

FIRST = 3
"""How many remedies one key tries."""


class RemediesScreen(DiagnosisScreen["Board"]):
    """Shows what a decline looks like, and what helps against that; keys try it, and confirm what won."""

    KEYS_TITLE = "In remedies"
    QUESTION = "what brings it back"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("t", "try_one", "Try", tooltip="Train the remedy under the cursor", id="remedies.try"),
        Binding(
            "T", "try_first", "Try three", tooltip="Train the first three that were not tried", id="remedies.first"
        ),
        Binding("c", "confirm", "Confirm", tooltip="Hold what won most against fresh seeds", id="remedies.confirm"),
        Binding("s", "stop", "Stop", tooltip="Stop the trials that are under way", id="remedies.stop"),
        Binding("e", "export", "Export", tooltip="Take these remedies away as Markdown", id="remedies.export"),
    ]

    class Queued(Message):
        """Runs were queued."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def make_table(self) -> "LineTable[Any]":
        return RemedyTable()

    def find(self) -> "Board":
        from store.store import Store
        from trainer.diagnose.asked import bench_of
        from trainer.diagnose.remedies.board import board_of

        return board_of(bench_of(Store(self.store.root), self.asked, may_diverge=True))

    def show(self, found: "Board") -> None:
        from tui.diagnosing.remedying import signature_lines, told_best
        from tui.diagnosing.remedyrows import remedy_rows

        said = [told_best(found.trials, found.cure)] if found.trials.tried else []
        self.say([*signature_lines(found.signature), *said])
        self.query_one(TitleLine).summary = found.signature.kind or "no word"
        self.query_one(RemedyTable).show_rows(list(remedy_rows(found)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer to confirm where something won, and to stop where something is under way."""
        best = self.seen is not None and self.seen.trials.best() is not None
        return {"confirm": best, "stop": bool(self.chosen_rows()), "try_first": self.seen is not None}.get(action, True)

    def chosen_rows(self) -> "list[Row]":
        """Return the trials that are under way."""
        standings = self.seen.standings if self.seen else ()
        return [row for standing in standings for row in standing.rows if not row.status.ended]

    def action_try_one(self) -> None:
        row, board = self.query_one(RemedyTable).current, self.seen
        chosen = [one for one in board.proposals if row and one.name == row.key] if board else []
        if not chosen:
            self.tell("put the cursor on a remedy")
        elif board is not None and not board.trials.seeds:
            self.tell(f"no run of {self.asked.tuned} has a figure {self.asked.figure}", severity="warning")
        elif board is not None:
            self._queue(lambda: _tried(board, chosen))

    def action_try_first(self) -> None:
        if (board := self.seen) is not None:
            chosen = [one.proposal for one in board.standings if not one.is_tried][:FIRST]
            self._queue(lambda: _tried(board, chosen))

    def action_confirm(self) -> None:
        if (board := self.seen) is not None:
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
        self.look()

    def action_export(self) -> None:
        from tui.diagnosing.remedying import remedies_document
        from tui.screens.export import ExportScreen

        if (board := self.seen) is None:
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
