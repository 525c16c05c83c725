"""What a column of the run list can show, and the list be sorted by: facts of runs, any figure, any setting."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from store.figures import better
from store.row import created
from tui.formats import mean
from tui.listing import cells
from tui.listing.lines import Line, time_left
from tui.listing.values import UNREAD, Figure, value_cell, value_of_line
from tui.statuses import URGENCY
from tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from tui.listing.values import ValueOf

WIDEST, NARROWEST = 16, 7
NAME = "name"
"""The field that is always shown, and first."""


class Field(NamedTuple):
    """One thing that is told of every line."""

    column: Column
    help: str
    cell: Callable[[Line], Cell]
    rank: Callable[[Line], Any]
    """What lines are sorted by, the lowest first; None comes last."""


def _least(key: Callable[[Any], Any]) -> Callable[[Line], Any]:
    return lambda line: min(map(key, line.rows))


def _text(of: Callable[[Any], str]) -> Callable[[Line], str | None]:
    return lambda line: cells.common([of(row) for row in line.rows]).casefold() or None


def _by_figure(of: str) -> Callable[[Line], float | None]:
    def rank(line: Line) -> float | None:
        falls = of != "test" and better(line.metric) == "min"
        return best_first(mean(line.figures(of)), falls=falls)

    return rank


def best_first(value: float | None, *, falls: bool) -> float | None:
    """Return a rank by which the best figure comes first."""
    return value if falls or value is None else -value


def _negative(of: Callable[[Line], float | None]) -> Callable[[Line], float | None]:
    return lambda line: None if (value := of(line)) is None else -value


def _share_done(line: Line) -> float | None:
    planned = sum(row.epochs for row in line.rows)
    return sum(row.epoch for row in line.rows) / planned if planned else None


def _share_reached(line: Line) -> float | None:
    return mean([float(row.reached) for row in line.counted if row.reached is not None])


def _longest_left(line: Line) -> float | None:
    return max((left for row in line.rows if (left := time_left(row)) is not None), default=None)


def _longest_run(line: Line) -> float | None:
    return max((row.seconds for row in line.rows if row.seconds), default=None)


_ALL = (
    Field(Column(NAME, "Experiment · variant", 20, most=40), "what was run", cells.name, lambda line: line.title),
    Field(
        Column("status", "Status", 12, rank=0),
        "where it stands, the most urgent first",
        cells.status,
        _least(lambda row: URGENCY[row.status]),
    ),
    Field(Column("epoch", "Epoch", 7, "right", rank=1), "epochs done, of those asked for", cells.epoch, _share_done),
    Field(
        Column("last", "Last", 6, "right", rank=3),
        "the metric that runs select by, at their newest epoch",
        cells.mean_of("last"),
        _by_figure("last"),
    ),
    Field(
        Column("best", "Best", 6, "right", rank=2),
        "the metric that runs select by, at its best",
        cells.mean_of("best"),
        _by_figure("best"),
    ),
    Field(
        Column("test", "Test", 6, "right"), "accuracy on the test set, mean over seeds", cells.test, _by_figure("test")
    ),
    Field(
        Column("spread", "±", 5, "right", rank=7),
        "spread of the test accuracy over seeds",
        cells.spread,
        lambda line: line.spread,
    ),
    Field(
        Column("delta", "Δ base", 7, "right", rank=4),
        "how far the test accuracy lies from the baseline's",
        cells.difference,
        _negative(lambda line: line.delta),
    ),
    Field(Column("goal", "Goal", 5, rank=5), "whether the goal was reached", cells.goal, _negative(_share_reached)),
    Field(Column("left", "Left", 7, "right", rank=6), "how long it will still take", cells.left, _longest_left),
    Field(
        Column("spark", "Trend", 10, rank=8, most=16, bars=True),
        "the course of the metric that runs select by",
        cells.trend,
        _by_figure("last"),
    ),
    Field(
        Column("device", "Device", 8, rank=10, most=16), "what it ran on", cells.device, _text(lambda row: row.device)
    ),
    Field(Column("note", "Note", 10, rank=9, most=30), "what you noted of it", cells.note, _text(lambda row: row.note)),
    Field(Column("tags", "Tags", 10, rank=9, most=24), "its tags", cells.tags, _text(lambda row: " ".join(row.tags))),
    Field(
        Column("created", "Queued", 16, rank=9),
        "when it was queued, the newest first",
        cells.created,
        lambda line: -max(map(created, line.rows)),
    ),
    Field(Column("ran", "Ran", 7, "right", rank=9), "how long it trained", cells.ran, _longest_run),
    Field(Column("id", "Run", 18, rank=9), "the run's id", cells.run_id, _text(lambda row: row.id)),
)
FIELDS = {field.column.key: field for field in _ALL}
"""What every list can show, beside figures and settings."""
USUAL = tuple(FIELDS)[:13]
"""The columns of a list that nobody has changed."""


def field_of(key: str, value_of: "ValueOf") -> Field:
    """Return the field of a name: one of `FIELDS`, else a figure (`val.loss@10`) or a setting (`optimizer.lr`)."""
    known = FIELDS.get(key)
    if known is not None:
        return known
    title = ".".join(key.split(".")[-2:])
    column = Column(key, title, min(max(len(title), NARROWEST), WIDEST), "right", most=len(key))
    falls = better(key.partition("@")[0]) == "min"

    def value(line: Line) -> Any:
        return value_of_line(line, key, value_of)

    def rank(line: Line) -> Any:
        found = value(line)
        if isinstance(found, Figure):
            return best_first(found, falls=falls)
        return found if found is None or isinstance(found, (int, float)) else None if found is UNREAD else str(found)

    return Field(column, key, lambda line: value_cell(value(line)), rank)
