"""What is shown of a long run while its events are read for the first time: its end, and what the index knows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import sparks
from store.events import events_between
from store.history import History
from store.index import Index
from store.run import EVENTS
from tui.formats import duration, figure, spark
from tui.run.view import GAP, SPARK, bar, select_metric
from tui.statuses import status_cell
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from store.row import Row
    from store.run import Run

NEWEST = 100_000
"""Bytes at the end of the events that are read at once: more lines than a screen has."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A run whose events are being read."""

    newest: History
    """What the last of its events say, epochs above all; of the rest of the run it knows nothing."""
    row: "Row | None"
    """What the index says of a run that has ended; of one that goes on it may be of long ago."""
    metric: str
    """The metric that the run selects by."""
    planned: int
    """How many epochs were asked for."""

    def head(self, share: float) -> list[list[Cell]]:
        """Return the head's lines: where it stands, its figures, how far the reading is."""
        return [self._standing_line(), self._figures_line(), [Cell(f"{reading(share)} …", "live")]]

    @property
    def best(self) -> int | None:
        """The best epoch, as far as the index knows."""
        found = self.row.best.get("epoch") if self.row else None
        return None if found is None else int(found)

    def _standing_line(self) -> list[Cell]:
        done = self.newest.epoch
        line = [status_cell(self.row.status), GAP] if self.row else []
        line += [Cell(f"epoch {done}/{self.planned} ", "strong"), Cell(bar(done, self.planned), "live"), GAP]
        return [*line, Cell(f"ran {duration(self.row.seconds)}" if self.row and self.row.seconds else "", "dim")]

    def _figures_line(self) -> list[Cell]:
        value, row = self.newest.last.get(self.metric), self.row
        if value is None:
            return []
        line = [Cell(f"{self.metric} ", "dim")]
        if row and row.curve:
            line.append(Cell(spark(sparks.decode(row.curve), SPARK), "live"))
        line.append(Cell(f" {figure(value)}", "strong"))
        if row and self.metric in row.best:
            line.append(Cell(f"  best {figure(row.best[self.metric])} ★ {self.best}", "accent"))
        return line


def first_look(run: "Run") -> FirstLook:
    """Read the end of a run's events, and its row."""
    path, newest = run.folder / EVENTS, History()
    size = path.stat().st_size
    for _, event in events_between(path, max(0, size - NEWEST), size):
        newest.add(event)
    row = Index(run.folder.parent).rows().get(run.id)
    training = (run.record.get("config") or {}).get("training") or {}
    return FirstLook(
        newest, row if row and row.status.ended else None, select_metric(run.record), int(training.get("epochs") or 0)
    )


def reading(share: float) -> str:
    """Say how far the reading is."""
    return f"reading its events, {share:.0%}"
