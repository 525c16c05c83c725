"""What the events of a run add up to: its epochs, its figures, and how it ended."""

from pathlib import Path
from typing import Any

from store import figures
from store.blocks import number_of
from store.epochs import Epochs, epoch_of

ENDS = frozenset({"finished", "failed", "stopped"})

Event = dict[str, Any]


class History:
    """Folds events, in their order, into the state of a run.

    `resumed` takes back what came after the checkpoint that training went on from: it moves to `superseded`.
    Of a long run, whose events lie in the file `path`, only the newest epochs are kept in memory (see `Epochs`).
    """

    def __init__(self, path: Path | None = None) -> None:
        self.epochs = Epochs(path)
        """The epoch events that count, oldest first; of their metrics those that are finite numbers."""
        self.superseded: list[Event] = []
        """Epoch events that a later resume took back; they stay in the file as history. Of a long run none."""
        self.taken_back = 0
        """How many epochs were taken back."""
        self.measured: dict[str, dict[str, float]] = {}
        """`start`, `best` and `last` → figures of those weights on every split."""
        self.progress: Event | None = None
        """The newest progress event, unless an epoch or an end came after it."""
        self.effective: dict[str, float | int | str] = {}
        self.warnings: list[Event] = []
        self.checkpoints: dict[str, Event] = {}
        """The newest checkpoint of each kind (`last`, `best`)."""
        self.speed: dict[str, float] = {}
        self.started: Event | None = None
        """The newest `started` event."""
        self.start: Event | None = None
        """What the start's weights gave: `taken`, `new`, `unused`, `from`."""
        self.resumed: Event | None = None
        self.end: Event | None = None
        """The event that ended the run; None while it trains or if it ended without a word."""
        self.newest: float | None = None
        """Unix time of the newest event."""
        self._began: float | None = None
        self._earlier = 0.0
        self._offset = 0

    def add(self, event: Event, offset: int = 0) -> None:
        """Fold one event, whose line begins at an offset of the file.

        A kind that this version does not know changes nothing but `newest`.
        """
        self._offset = offset
        fold = _FOLDS.get(event["kind"])
        if fold is not None:
            fold(self, event)
        elif event["kind"] in ENDS:
            self.end = event
            self.progress = None
        time = event.get("t")
        if isinstance(time, (int, float)):
            self.newest = time

    @property
    def last(self) -> dict[str, float]:
        """The figures of the newest epoch, empty before the first."""
        metrics: dict[str, float] = self.epochs[-1]["metrics"] if self.epochs else {}
        return metrics

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return self.epochs.number

    @property
    def position(self) -> tuple[int, int] | None:
        """Where a resume goes on: the epochs done and the steps of the next; None before the first checkpoint."""
        found = self.checkpoints.get("last")
        return None if found is None else (number_of(found), _whole(found.get("step")))

    @property
    def seconds(self) -> float:
        """Seconds spent so far, without the pauses between a stop and a resume."""
        running = self.newest - self._began if self._began is not None and self.newest is not None else 0.0
        return self._earlier + max(running, 0.0)

    def curve(self, metric: str) -> tuple[list[int], list[float]]:
        """Return the epochs (counted from 1) that have a metric, and its values; those of a long run are read anew."""
        steps, values = [], []
        for event in self.epochs:
            value = event["metrics"].get(metric)
            if value is not None:
                steps.append(number_of(event))
                values.append(value)
        return steps, values

    def best(self, metric: str, mode: str = "") -> tuple[int, float] | None:
        """Return epoch and value of the best, the earliest of equals; `mode` is max, min, or what the name says."""
        steps, values = self.epochs.measured(metric)
        if not values:
            return None
        best = (min if (mode or figures.better(metric)) == "min" else max)(values)
        return steps[values.index(best)], best

    def best_epoch(self, metric: str, mode: str = "") -> int | None:
        """Return the epoch with the best value."""
        found = self.best(metric, mode)
        return found and found[0]

    def figures(self, select: str | int = "best", metric: str = "val.accuracy") -> dict[str, float]:
        """Return the run's flat figures: those of the selected weights, `start.*`, `speed.*`, `time.seconds`, `epochs`.

        `select` is `best` (by `metric`), `last`, or an epoch, whose own figures are all then: nothing else is measured
        of it. Before the best or last weights were measured for good, their epoch's figures stand in.
        """
        if isinstance(select, int):
            return self._epoch_figures(select)
        result = {**self._epoch_figures(self.epoch_of(select, metric)), **(self.measured.get(select) or {})}
        result.update({f"start.{name}": value for name, value in self.measured.get("start", {}).items()})
        result.update({f"speed.{name}": value for name, value in self.speed.items()})
        if self.seconds:
            result["time.seconds"] = self.seconds
        return result | {"epochs": self.epoch}

    def epoch_of(self, select: str | int, metric: str = "val.accuracy") -> int:
        """Return the epoch of the `best` weights (by `metric`), of the `last` ones, or the given one; 0 for none."""
        if isinstance(select, int):
            return select
        return (self.best_epoch(metric) or 0) if select == "best" else self.epoch

    def _epoch_figures(self, number: int) -> dict[str, float]:
        place = self.epochs.place_of(number)
        return dict(self.epochs[place]["metrics"]) if place >= 0 else {}

    def _on_started(self, event: Event) -> None:
        self._earlier = self.seconds
        self._began = event.get("t")
        self.started, self.end, self.progress = event, None, None
        self.warnings, self.effective = [], {}

    def _on_start(self, event: Event) -> None:
        self.start = event

    def _on_effective(self, event: Event) -> None:
        settings = event.get("settings")
        self.effective.update(settings if isinstance(settings, dict) else {})

    def _on_measured(self, event: Event) -> None:
        self.measured[str(event.get("of"))] = figures.numbers(event.get("metrics"))

    def _on_progress(self, event: Event) -> None:
        self.progress = event

    def _on_epoch(self, event: Event) -> None:
        self._take_back(number_of(event) - 1)
        self.epochs.append(epoch_of(event), self._offset)
        self.progress = None

    def _on_checkpoint(self, event: Event) -> None:
        self.checkpoints[str(event.get("what"))] = event

    def _on_warning(self, event: Event) -> None:
        self.warnings.append(event)

    def _on_speed(self, event: Event) -> None:
        self.speed = {name: value for name, value in figures.numbers(event).items() if name != "t"}

    def _on_resumed(self, event: Event) -> None:
        self._take_back(number_of(event))
        self.measured = {of: values for of, values in self.measured.items() if of == "start"}
        self.resumed, self.end, self.progress = event, None, None

    def _take_back(self, kept: int) -> None:
        if self.epochs.number <= kept:
            return
        before = len(self.epochs)
        dropped = self.epochs.take_back(kept, self._offset)
        self.taken_back += before - len(self.epochs)
        self.superseded += dropped
        if self.epochs.is_long:
            self.superseded.clear()


_FOLDS = {
    name.removeprefix("_on_"): fold
    for name, fold in vars(History).items()
    if name.startswith("_on_") and callable(fold)
}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0
