"""What a run's screen says of it, from its record, its history and where it stands: plain functions, no widget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.compare.curves.chart import chart_of
from store.compare.curves.seeds import mean_curve
from store.compare.metrics import metric
from store.goal import goal_words, reached
from store.status import Status
from tui.formats import NOTHING, delta, duration, figure, plural, spark
from tui.run.courses import Courses
from tui.statuses import status_cell
from tui.widgets.celltable import CellRow, heading
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.compare.curves.model import Chart, CurveView
    from store.history import History
    from store.status import Standing

BAR = 16
BROKEN = frozenset({Status.FAILED, Status.LOST})
SPARK = 10
SPLITS = ("train", "val")
PLOTTED = ("accuracy", "loss")
GAP = Cell("   ")
OF = ("start", "best", "last")


@dataclass(frozen=True, slots=True)
class View:
    """A run at one moment."""

    record: dict[str, Any]
    history: "History"
    standing: "Standing"
    courses: "Courses"
    garbled: int = 0
    """Lines of its events that could not be read."""

    @property
    def training(self) -> dict[str, Any]:
        """The settings of training, as recorded."""
        return _training(self.record)

    @property
    def epochs(self) -> int:
        """How many epochs were asked for."""
        return int(self.training.get("epochs") or 0)

    @property
    def metric(self) -> str:
        """The metric that the run selects by."""
        return select_metric(self.record)

    @property
    def broke_before_its_first_epoch(self) -> bool:
        """Whether there is nothing to see but what it printed."""
        return self.standing.status in BROKEN and not len(self.history.epochs)

    @property
    def best(self) -> int | None:
        """The best epoch so far."""
        return self.courses.best(self.metric)

    @property
    def signature(self) -> tuple[object, ...]:
        """What everything below the head is made of: as long as it is equal, nothing there has changed."""
        history = self.history
        parts = history.epochs, history.measured, history.warnings, history.effective, history.speed
        return (self.standing, history.taken_back, self.garbled, *map(len, parts))

    def head(self) -> list[list[Cell]]:
        """Return the head's lines: where it stands, its course, what went wrong."""
        return [self._standing_line(), self._course_line(), self._trouble_line()]

    def _standing_line(self) -> list[Cell]:
        history, progress = self.history, self.history.progress or {}
        steps = progress.get("steps") or 0
        done = history.epoch + ((progress.get("step") or 0) / steps if steps else 0)
        line = [status_cell(self.standing.status), GAP, Cell(f"epoch {history.epoch}/{self.epochs} ", "strong")]
        line += [Cell(bar(done, self.epochs), "live"), GAP]
        if steps:
            line += [Cell(f"step {progress.get('step')}/{steps}", "dim"), GAP]
        if progress.get("images_per_second"):
            line += [Cell(f"{progress['images_per_second']:,.0f} images/s", "dim"), GAP]
        line += [Cell(f"ran {duration(history.seconds)}" if history.seconds else "", "dim"), GAP]
        left = history.seconds / done * (self.epochs - done) if done and not self.standing.status.ended else None
        return [*line, Cell(f"{duration(left)} left" if left is not None else "", "live")]

    def _course_line(self) -> list[Cell]:
        line: list[Cell] = []
        for name in dict.fromkeys((self.metric, "val.loss")):
            values = self.courses.of(name).values
            if values:
                line += [
                    Cell(f"{name} ", "dim"),
                    Cell(spark(self.courses.sampled(name), SPARK), "live"),
                    Cell(f" {figure(values[-1])}", "strong"),
                ]
                if name == self.metric:
                    line.append(Cell(f"  best {figure(self._best_value())} ★ {self.best}", "accent"))
                line.append(GAP)
        return line or [Cell("no epoch is done yet", "dim")]

    def _best_value(self) -> float | None:
        course = self.courses.of(self.metric)
        return course.values[course.epochs.index(self.best)] if self.best in course.epochs else None

    def _trouble_line(self) -> list[Cell]:
        line: list[Cell] = []
        if self.history.warnings:
            line += [Cell(f"! {plural(len(self.history.warnings), 'warning')} (5)", "warn"), GAP]
        if self.standing.reason:
            tone = "bad" if self.standing.status in {"failed", "lost", "unknown"} else "dim"
            line.append(Cell(self.standing.reason, tone))
        return line

    def chart(self, quantity: str, view: "CurveView") -> "Chart":
        """Return the chart of a quantity (`loss`, `accuracy`) on validation and training; validation lies on top."""
        found = [
            mean_curve(split, [course], tone, by_time=view.by_time)
            for tone, split in enumerate(SPLITS)
            if (course := self.courses.of(f"{split}.{quantity}")).values
        ]
        return chart_of(found[::-1], view)

    def outcome(self) -> list[str]:
        """Return how it ended, or how it stands, as sentences: reason, advice, goal, start."""
        end = self.history.end or {}
        lines = [str(self.standing.status) + (f": {self.standing.reason}" if self.standing.reason else "")]
        if end.get("reason") and end.get("advice"):
            lines = [f"{self.standing.status}: {end['reason']}", f"What to change: {end['advice']}"]
        goal = self.record.get("goal")
        if goal:
            lines.append(f"Goal {goal}: {goal_words(reached(goal, self.figures()), self.standing.status)}")
        start = self.history.start or {}
        if start:
            taken, new = (_count(start.get(part)) for part in ("taken", "new"))
            lines.append(f"Start {start.get('from')}: {taken} parameters taken, {new} new")
        return lines

    def figures(self) -> dict[str, float]:
        """Return the run's flat figures."""
        return self.history.figures(str(self.training.get("select") or "best"), self.metric)

    def figure_rows(self) -> list[CellRow]:
        """Return the figures of start, best and last weights on every split, then those of speed."""
        measured = self.history.measured
        names = sorted({name for values in measured.values() for name in values}, key=_place)
        rows: list[CellRow] = []
        for name in names:
            split = name.partition(".")[0]
            if not rows or rows[-1].key.partition(".")[0] != split:
                rows.append(heading(metric(name).part))
            values = [measured.get(of, {}).get(name) for of in OF]
            before, after = values[:2]
            change = "" if before is None or after is None else delta(after - before)
            cells = [Cell(figure(value) if value is not None else NOTHING) for value in values]
            rows.append(CellRow(name, (Cell(f"  {metric(name).quantity.label}"), *cells, Cell(change, "dim"))))
        speeds = [(name, value) for name, value in self.figures().items() if name.startswith(("speed.", "time."))]
        if speeds:
            rows.append(heading("speed and cost"))
        return rows + [_speed_row(name, value) for name, value in speeds]

    def warnings(self) -> list[str]:
        """Return the warnings as sentences, that of damage first."""
        lines = f"{plural(self.garbled, 'line')} of events.jsonl could not be read; `backslide doctor` says which"
        return [*([lines] if self.garbled else []), *_sentences(self.history.warnings)]


def damaged_head(problem: str) -> list[list[Cell]]:
    """Return the head's lines for a run whose files cannot be read."""
    return [
        [Cell("damaged", "bad"), GAP, Cell("the console may still be read (6)", "dim")],
        [Cell(problem, "warn")],
        [Cell("`backslide doctor` says what is damaged, and what can be put right", "dim")],
    ]


def courses_of(record: dict[str, Any], history: "History") -> "Courses":
    """Return the courses that a view shows, to be handed to each view of the run."""
    return Courses(history, {select_metric(record), *(f"{split}.{one}" for split in SPLITS for one in PLOTTED)})


def select_metric(record: dict[str, Any]) -> str:
    """Return the metric that a run selects by."""
    return str(_training(record).get("select_metric") or "val.accuracy")


def _training(record: dict[str, Any]) -> dict[str, Any]:
    training = (record.get("config") or {}).get("training")
    return training if isinstance(training, dict) else {}


def bar(done: float, planned: float, width: int = BAR) -> str:
    """Draw how far something is, to an eighth of a cell."""
    eighths = round(min(done / planned, 1.0) * width * 8) if planned else 0
    partial = " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    return ("█" * (eighths // 8) + partial).ljust(width, "░")


def _speed_row(name: str, value: float) -> CellRow:
    about = metric(name)
    return CellRow(name, (Cell(f"  {about.shown_label}"), Cell(""), Cell(figure(value * about.quantity.factor))))


def _sentences(warnings: "Sequence[Mapping[str, Any]]") -> list[str]:
    return [f"{event.get('setting')}: {event.get('text')}" for event in warnings]


_ORDER = ("test", "val", "train", "source")
_QUANTITIES = ("accuracy", "macro_f1", "loss", "calibration_error")


def _place(name: str) -> tuple[int, int, str]:
    split, _, quantity = name.partition(".")
    return _index(_ORDER, split), _index(_QUANTITIES, quantity), name


def _index(known: tuple[str, ...], word: str) -> int:
    return known.index(word) if word in known else len(known)


def _count(value: Any) -> str:
    return str(len(value)) if isinstance(value, (list, tuple)) else str(value)
