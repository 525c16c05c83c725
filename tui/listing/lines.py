"""A line of the run list: an experiment, a tag, a variant over its seeds, or a run; and the figures of it."""

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from store.compare.statistics.pairs import paired_seeds
from store.names import variant_name, without_fresh
from store.status import ALIVE
from store.yardstick import group_name
from tui.formats import mean, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.row import Row
    from store.status import Status

TEST = "test.accuracy"
_STATUS = attrgetter("status")
HEADINGS = frozenset({"experiment", "tag"})
"""Kinds of lines that hold variants that need not be alike, so that no figure is told of them."""


@dataclass(slots=True, eq=False)
class Line:
    """One line of the list: a heading, a variant (one configuration over its seeds), or a run."""

    key: str
    kind: str
    title: str
    depth: int
    rows: "list[Row]"
    open: bool = False
    baseline: dict[int, float] = field(default_factory=dict)
    """The test figures, by seed, of what this is compared with: the experiment's baseline."""
    earlier: bool = False
    """Whether the variant has been given another configuration since."""
    colour: int | None = None
    """The number of the variant's colour."""
    _known: dict[str, Any] = field(default_factory=dict)
    """What was worked out of the rows, which may be thousands, and is asked for by several columns."""

    def take(self, row: "Row") -> None:
        """Put a run's new row in the place of the one before."""
        place = next((place for place in reversed(range(len(self.rows))) if self.rows[place].id == row.id), None)
        if place is not None:
            self.rows = [*self.rows[:place], row, *self.rows[place + 1 :]]
            self._known.clear()

    def is_as(self, other: "Line") -> bool:
        """Say whether another line is of the same runs, as they stand, and tells the same of them."""
        return all(getattr(self, name) == getattr(other, name) for name in _TOLD)

    def known(self, name: str, work_out: "Callable[[], Any]") -> Any:
        """Return what was worked out of the rows under a name, which is done once for as long as they stay."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = work_out()
        return found

    @property
    def name(self) -> str:
        """What the store finds these runs by: an id, or `experiment/variant`, with its hash if it is an earlier one."""
        row = self.rows[-1]
        return row.id if self.kind == "run" else group_name(row, earlier=self.earlier)

    @property
    def is_heading(self) -> bool:
        """Whether variants lie below it."""
        return self.kind in HEADINGS

    @property
    def counted(self) -> "list[Row]":
        """The runs whose figures count: those that only answers are held against do not, where there are others."""
        counted: list[Row] = self.known("counted", lambda: without_fresh(self.rows))
        return counted

    @property
    def statuses(self) -> "Counter[Status]":
        """How many of its runs have each status."""
        counted: Counter[Status] = self.known("statuses", lambda: Counter(map(_STATUS, self.rows)))
        return counted

    @property
    def metric(self) -> str:
        """The metric that its runs select by."""
        return next((name for row in self.rows for name in row.best if name != "epoch"), "val.accuracy")

    def figures(self, of: str) -> list[float]:
        """Return one number for each run that counts and has it: of `last`, `best` or `test`."""
        values: list[float] = self.known(of, lambda: self._values(of))
        return values

    def _values(self, of: str) -> list[float]:
        """Return the values; written out, as ten thousand of them stand between a person and the list."""
        if of == "test":
            return [value for value in self._tests() if value is not None]
        metric = self.metric
        if of == "last":
            return [value for row in self.counted if (value := row.last.get(metric)) is not None]
        return [value for row in self.counted if (value := row.best.get(metric)) is not None]

    def _tests(self) -> list[float | None]:
        """Return the test figure of each run that counts; it lies in a table of each, which takes time to get at."""
        tests: list[float | None] = self.known("tests", lambda: [row.figures.get(TEST) for row in self.counted])
        return tests

    @property
    def test(self) -> float | None:
        """The mean test figure."""
        return mean(self.figures("test"))

    @property
    def spread(self) -> float | None:
        """The spread of the test figure over the seeds."""
        return spread(self.figures("test"))

    @property
    def delta(self) -> float | None:
        """How far the test figure lies from the baseline's, seed by seed where it can be; None without either."""
        delta: float | None = self.known("delta", self._delta)
        return delta

    def _delta(self) -> float | None:
        if not self.baseline or self.is_heading:
            return None
        pairs = zip(self.counted, self._tests(), strict=True)
        mine = {row.seed: value for row, value in pairs if value is not None}
        if not mine:
            return None
        if mine.keys() != self.baseline.keys() and (seeds := paired_seeds(self.baseline, mine)):
            return mean([mine[seed] - self.baseline[seed] for seed in seeds])
        # of the same seeds, the mean of the differences is the difference of the means
        return sum(mine.values()) / len(mine) - sum(self.baseline.values()) / len(self.baseline)


_TOLD = ("kind", "title", "depth", "open", "earlier", "colour", "rows", "baseline")


def line_of(row: "Row", baseline: "dict[int, float] | None" = None) -> Line:
    """Return the line of a run by itself, compared with the test figures of its baseline."""
    return Line(row.id, "run", f"seed {row.seed}", 2, [row], baseline=baseline or {})


def variant_key(row: "Row") -> str:
    """Return the key of the line of a run's variant: of its configuration."""
    return f"v/{variant_name(row)}/{row.config_hash}"


def test_by_seed(rows: "Iterable[Row]") -> dict[int, float]:
    """Return the test figures of the runs that have one."""
    return {row.seed: value for row in rows if (value := row.figures.get(TEST)) is not None}


def time_left(row: "Row") -> float | None:
    """Return how many seconds a running run will still take, from how long its epochs took."""
    if row.status not in ALIVE or not row.epoch or not row.epochs:
        return None
    return row.seconds / row.epoch * (row.epochs - row.epoch)
