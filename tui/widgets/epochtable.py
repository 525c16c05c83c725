"""The epochs of a run, growing as they come."""

from typing import TYPE_CHECKING, Any

from store.blocks import number_of
from tui.formats import duration, figure
from tui.run.epochs import EpochRows
from tui.widgets.columns import Cell, Column
from tui.widgets.tail import TailTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.epochs import Epochs
    from store.history import Event

FIGURES = (
    ("train.loss", "Loss", 7, 0),
    ("val.loss", "val loss", 8, 0),
    ("train.accuracy", "Acc.", 7, 0),
    ("val.accuracy", "val acc.", 8, 0),
    ("val.macro_f1", "val F1", 7, 3),
    ("val.calibration_error", "val ECE", 7, 4),
    ("lr", "Rate", 7, 5),
)
COLUMNS = (
    Column("epoch", "Epoch", 7, "right"),
    *(Column(name, title, width, "right", rank) for name, title, width, rank in FIGURES),
    Column("seconds", "Time", 7, "right", 2),
)


class EpochTable(TailTable["Event"]):
    """One line an epoch; the best one by the metric that selects has a star."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(COLUMNS, id=id)
        self.best: int | None = None

    def show_epochs(self, epochs: "Epochs", best: int | None) -> None:
        """Show the epochs there are, one of them the best."""
        newest, unseen = self._newest(), self.unseen
        self.best = best
        self.grow(EpochRows(epochs) if epochs.is_long else list(epochs))
        if not self.following:  # of a run that was only being read, the last epochs were there before the others
            self.unseen = unseen + max(0, self._newest() - newest)

    def _newest(self) -> int:
        return number_of(self.rows[-1]) if self.rows else 0

    def row_key(self, row: "Event") -> str:
        return str(row.get("epoch"))

    def cells(self, row: "Event") -> "Sequence[Cell]":
        best = row.get("epoch") == self.best
        metrics: dict[str, Any] = row.get("metrics") or {}
        epoch = Cell(f"{'★ ' if best else ''}{row.get('epoch')}", "accent" if best else "")
        figures = [Cell(figure(metrics.get(name)), "strong" if best else "") for name, *_ in FIGURES]
        return [epoch, *figures, Cell(duration_of(row), "dim")]


def duration_of(epoch: "Event") -> str:
    """Return how long an epoch took, to a tenth of a second where that says more."""
    seconds = epoch.get("seconds")
    if not isinstance(seconds, (int, float)):
        return ""
    return f"{seconds:.1f}s" if seconds < 60 else duration(seconds)
