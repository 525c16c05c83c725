"""The run list as lines: runs folded into variants, variants into experiments, in an order, through a filter."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store.compare.statistics.pairs import paired_seeds
from store.figures import better
from store.names import without_fresh
from store.status import ALIVE
from store.yardstick import Yardstick, group_name, on_same_examples
from tui.formats import mean, spread
from tui.statuses import URGENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.row import Row

TEST = "test.accuracy"
ORDERS = ("newest", "name", "status", "last", "best", "test", "time left")


@dataclass(slots=True, eq=False)
class Line:
    """One line of the list: an experiment, a variant (one configuration over its seeds), or a run."""

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

    @property
    def name(self) -> str:
        """What the store finds these runs by: an id, or `experiment/variant`, with its hash if it is an earlier one."""
        row = self.rows[-1]
        return row.id if self.kind == "run" else group_name(row, earlier=self.earlier)

    @property
    def counted(self) -> "list[Row]":
        """The runs whose figures count: those that only answers are held against do not, where there are others."""
        return without_fresh(self.rows)

    def figures(self, of: str) -> list[float]:
        """Return one number for each run that counts and has it: of `last`, `best` or `test`."""
        values = (figure_of(row, of) for row in self.counted)
        return [value for value in values if value is not None]

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
        mine = _test_by_seed(self.counted)
        if not mine or not self.baseline or self.kind == "experiment":
            return None
        if seeds := paired_seeds(self.baseline, mine):
            return mean([mine[seed] - self.baseline[seed] for seed in seeds])
        return sum(mine.values()) / len(mine) - sum(self.baseline.values()) / len(self.baseline)


@dataclass(slots=True)
class Order:
    """How the list is sorted: by what, and whether the other way round."""

    by: str = "newest"
    reverse: bool = False

    def next(self) -> "Order":
        """Return the next way to sort."""
        return Order(ORDERS[(ORDERS.index(self.by) + 1) % len(ORDERS)])


@dataclass(slots=True)
class Folds:
    """What is folded: experiments are open and variants folded until a person says otherwise."""

    turned: set[str] = field(default_factory=set)
    variants_open: bool = False

    def is_open(self, key: str, kind: str) -> bool:
        """Say whether what lies inside is shown."""
        return (self.variants_open if kind == "variant" else True) != (key in self.turned)

    def set(self, key: str, kind: str, *, opened: bool) -> bool:
        """Open or fold; say whether that changed anything."""
        if self.is_open(key, kind) == opened:
            return False
        self.turned ^= {key}
        return True

    def turn_all(self) -> None:
        """Open all variants, or fold them all."""
        self.variants_open = not self.variants_open
        self.turned.clear()


def figure_of(row: "Row", of: str) -> float | None:
    """Return one of the run's three figures: the metric of its newest or best epoch, or its test accuracy."""
    if of == "test":
        return row.figures.get(TEST)
    return (row.last if of == "last" else row.best).get(metric_of(row))


def metric_of(row: "Row") -> str:
    """Return the metric that the run selects by."""
    return next((name for name in row.best if name != "epoch"), "val.accuracy")


def time_left(row: "Row") -> float | None:
    """Return how many seconds a running run will still take, from how long its epochs took."""
    if row.status not in ALIVE or not row.epoch or not row.epochs:
        return None
    return row.seconds / row.epoch * (row.epochs - row.epoch)


def build(rows: "Iterable[Row]", order: Order, folds: Folds, everything: "Iterable[Row] | None" = None) -> list[Line]:
    """Return the lines that are visible, experiments first to last, each followed by what it has open.

    `everything` are also the runs that a filter hides: what is compared with them stays so.
    """
    rows = list(rows)
    siblings = dict(_by(rows if everything is None else everything, lambda row: row.experiment))
    experiments = [_experiment(members) for _, members in _by(rows, lambda row: row.experiment)]
    lines: list[Line] = []
    for experiment in _sorted(experiments, order):
        experiment.open = folds.is_open(experiment.key, "experiment")
        lines.append(experiment)
        if experiment.open:
            for variant in _variants(experiment, order, Yardstick(siblings[experiment.title])):
                lines.extend(_opened(variant, order, folds))
    return lines


def keys_of(row: "Row") -> tuple[str, str, str]:
    """Return the keys of the lines that a run stands in: its experiment's, its variant's, its own."""
    return f"e/{row.experiment}", f"v/{row.experiment}/{row.variant}/{row.config_hash}", row.id


def _experiment(rows: "list[Row]") -> Line:
    return Line(keys_of(rows[0])[0], "experiment", rows[0].experiment, 0, rows)


def _variants(experiment: Line, order: Order, yardstick: Yardstick) -> list[Line]:
    groups = _by(experiment.rows, lambda row: (row.variant, row.config_hash))
    newest = {variant: config for (variant, config), _ in sorted(groups, key=lambda group: _created(group[1]))}
    lines = [_variant(rows, earlier=newest[variant] != config) for (variant, config), rows in groups]
    for line in lines:
        base = yardstick.of(line.rows)
        line.baseline = _test_by_seed(base) if base and on_same_examples(line.rows[0], base[0]) else {}
    return sorted(lines, key=_first_made) if order.by == "newest" else _sorted(lines, order)


def _test_by_seed(rows: "Iterable[Row]") -> dict[int, float]:
    return {row.seed: value for row in rows if (value := row.figures.get(TEST)) is not None}


def _variant(rows: "list[Row]", *, earlier: bool) -> Line:
    row = rows[0]
    title = group_name(row, earlier=earlier).removeprefix(f"{row.experiment}/")
    return Line(keys_of(row)[1], "variant", title, 1, rows, earlier=earlier)


def _opened(variant: Line, order: Order, folds: Folds) -> "Iterable[Line]":
    variant.open = folds.is_open(variant.key, "variant")
    yield variant
    if variant.open:
        runs = [run_line(row, variant.baseline) for row in sorted(variant.rows, key=lambda row: (row.seed, row.id))]
        yield from runs if order.by in {"newest", "name"} else _sorted(runs, order)


def run_line(row: "Row", baseline: dict[int, float]) -> Line:
    """Return the line of a single run."""
    return Line(row.id, "run", f"seed {row.seed}", 2, [row], baseline=baseline)


def _by(rows: "Iterable[Row]", key: "Callable[[Row], Any]") -> "list[tuple[Any, list[Row]]]":
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def _created(rows: "Sequence[Row]") -> float:
    return max(row.created for row in rows)


def _first_made(line: Line) -> float:
    return min(row.created for row in line.rows)


def _sorted(lines: list[Line], order: Order) -> list[Line]:
    """Sort by the order; lines without the figure that it asks for come last either way."""
    ranked = [(_rank(line, order.by), line) for line in lines]
    known = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0], reverse=order.reverse)
    return [line for _, line in known] + [line for rank, line in ranked if rank is None]


def _rank(line: Line, by: str) -> Any:
    if by == "newest":
        return -_created(line.rows)
    if by == "name":
        return line.title
    if by == "status":
        return min(URGENCY[row.status] for row in line.rows)
    if by == "time left":
        return max((left for row in line.rows if (left := time_left(row)) is not None), default=None)
    value = mean(line.figures(by))
    falls = by != "test" and better(metric_of(line.rows[0])) == "min"
    return None if value is None else value if falls else -value
