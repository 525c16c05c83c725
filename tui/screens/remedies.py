"""What brings a declined variant back: its signature, remedies to try, and what came of those that were tried."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.message import Message

from tui.actions.exporting import file_name
from tui.formats import plural
from tui.screens.diagnosis import DiagnosisScreen
from tui.widgets.remedytable import RemedyTable
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType

    from store.row import Row
    from store.run import Run
    from trainer.diagnose.remedies.board import Board, Standing

FIRST = 3
"""How many remedies one key tries."""


class RemediesScreen(DiagnosisScreen["Board"]):
    """Shows what a decline looks like, and what helps against that; keys try it, and confirm what won."""

    KEYS_TITLE = "In remedies"
    QUESTION = "what brings it back"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("s", "try_one", "Try", tooltip="Train the remedy under the cursor, after asking", id="remedies.try"),
        Binding(
            "S",
            "try_first",
            "Try three",
            tooltip="Train the first three that were not tried, after asking",
            id="remedies.first",
        ),
        Binding(
            "c",
            "confirm",
            "Confirm",
            tooltip="Hold what won most against fresh seeds, after asking",
            id="remedies.confirm",
        ),
        Binding("x", "stop", "Stop", tooltip="Stop the trials that are under way, after asking", id="remedies.stop"),
        Binding(
            "enter",
            "compare",
            "Compare",
            tooltip="Compare the declined variant with the remedy under the cursor",
            id="remedies.compare",
        ),
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

    def is_of_use(self, action: str) -> bool:
        """Name a confirmation where something won, and a stop where something is under way; else their keys say why."""
        best = self.seen is not None and self.seen.trials.best() is not None
        return {"confirm": best, "stop": bool(self.chosen_rows())}.get(action, True)

    def chosen_rows(self) -> "list[Row]":
        """Return the trials that are under way."""
        standings = self.seen.standings if self.seen else ()
        return [row for standing in standings for row in standing.rows if not row.status.ended]

    def action_try_one(self) -> None:
        row, board = self.query_one(RemedyTable).current, self.seen
        if board is not None:
            self._ask_to_try(board, [one for one in board.standings if row and one.proposal.name == row.key])

    def action_try_first(self) -> None:
        if (board := self.seen) is not None:
            self._ask_to_try(board, [one for one in board.standings if not one.is_tried][:FIRST])

    def _ask_to_try(self, board: "Board", chosen: "Sequence[Standing]") -> None:
        from tui.diagnosing.beforehand import trial_told

        if not chosen:
            self.tell("put the cursor on a remedy" if board.standings else "there is nothing to try")
        elif not board.trials.seeds:
            self.tell(f"no run of {self.asked.tuned} has a figure {self.asked.figure}", severity="warning")
        elif all(one.is_tried for one in chosen):
            self.tell("this was tried already, with every seed: what it won is beside it")
        else:
            self.ask(*trial_told(board, chosen), lambda: self._queue(lambda: _tried(board, chosen)))

    @on(LineTable.Opened)
    def action_compare(self) -> None:
        """Compare what declined with what a remedy made of it."""
        from tui.screens.diff import DiffScreen

        row = self.query_one(RemedyTable).current
        tried = [one for one in self.seen.standings if row and one.proposal.name == row.key] if self.seen else []
        if tried and tried[0].rows:
            pair = (f"{self.asked.experiment}/{name}" for name in (self.asked.tuned, tried[0].rows[0].variant))
            with self.errors_told():
                self.app.push_screen(DiffScreen(self.store, next(pair), tuple(pair)))
        else:
            self.tell("put the cursor on a remedy that was tried: s tries it")

    def action_confirm(self) -> None:
        from tui.diagnosing.beforehand import confirmation_told

        if (board := self.seen) is None or board.trials.best() is None:
            self.tell("nothing has won anything yet: s tries what is under the cursor")
        else:
            self.ask(*confirmation_told(board), lambda: self._queue(lambda: _confirmed(board)))

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
        told = f"{plural(event.number, 'run')} queued" if event.number else "all of it has been trained already"
        self.tell_done(told, lasting=bool(event.number))
        self.look()

    def action_export(self) -> None:
        from tui.diagnosing.remedying import remedies_document
        from tui.screens.export import ExportScreen

        if (board := self.seen) is None:
            return
        title = f"{self.asked.experiment}: what may bring {self.asked.tuned} back"
        document = remedies_document(title, board.signature, board.proposals, board.trials, board.cure)
        self.app.push_screen(ExportScreen(document, Path(file_name("remedies", self.asked.baseline, self.asked.tuned))))


def _tried(board: "Board", chosen: "Sequence[Standing]") -> "list[Run]":
    from trainer.diagnose.remedies.board import try_proposals

    return try_proposals(board, [one.proposal for one in chosen])


def _confirmed(board: "Board") -> "list[Run]":
    from trainer.diagnose.remedies.board import confirm_best

    return confirm_best(board)
