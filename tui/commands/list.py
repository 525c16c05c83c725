"""List runs, filtered and sorted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.compare.table import Cell, Column, Row, Table
from store.query import Asked, parse_query, value_of
from store.query.doubts import sentence_on, unknown
from store.query.vocabulary import Vocabulary, vocabulary_of, with_declared, with_settings
from store.status import Status
from store.store import Store
from tui.commands.common import print_table
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.formats import duration, figure, plural, spark
from tui.guard import complain
from tui.reviving import revive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.table import Mark
    from store.row import Row as RunRow

COLUMNS = (
    Column("id", whole=True),
    Column("run"),
    Column("status"),
    Column("epoch", "right", drop=2),
    Column("best", "right", drop=1),
    Column("test", "right", title="test acc."),
    Column("goal", drop=3),
    Column("time", "right", drop=4),
    Column("curve", drop=5, whole=True),
)
_MARKS: "dict[Status, Mark]" = {
    Status.FAILED: "worse",
    Status.LOST: "worse",
    Status.UNKNOWN: "differs",
    Status.RUNNING: "better",
    Status.SILENT: "differs",
}
_GOALS: "dict[bool | None, tuple[str, Mark]]" = {
    True: ("reached", "better"),
    False: ("missed", "worse"),
    None: ("", ""),
}

Filters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILTER",
        show_default=False,
        help="Such as status:failed, variant:tuned, 'regularizers.dropout.rate>0.2', 'test.accuracy<0.9', has:note,"
        " or a word.",
    ),
]
Sort = Annotated[
    str, typer.Option("--sort", metavar="FIELD", help="A field, figure or setting; -FIELD turns it round.")
]
Newest = Annotated[
    int | None, typer.Option("--newest", "-n", metavar="N", min=1, help="Only so many of the newest runs.")
]


def command(
    filters: Filters = None,
    store: StoreFolder = Path("runs"),
    format_: TableFormat = Format.TEXT,
    sort: Sort = "created",
    newest: Newest = None,
) -> None:
    """List the runs of a store that pass every filter, oldest first.

    Filters stand side by side, or are joined by and, or, not and parentheses: 'status:failed or not has:note'.

    A filter that begins with - is turned round; write `--` before it. Quote filters with spaces, <, > or parentheses.
    """
    runs, text = Store(store), " ".join(filters or ())
    every = runs.rows()
    rows = runs.select(text, every)[-(newest or 0) :]
    revive(runs, every)
    for sentence in doubtful_names(runs, every, text, sort):
        complain(sentence)
    nothing = f"no run in {store}/ matches" if filters else f"no runs in {store}/"
    if not store.exists():
        nothing = f"no runs in {store}/: there is no such folder"
    print_table(list_table(sort_rows(runs, rows, sort), nothing=nothing), format_)


def doubtful_names(store: Store, rows: "Sequence[RunRow]", text: str, sort: str) -> list[str]:
    """Return a sentence on each name that no run has as a figure or a setting, and no setting goes by.

    What is costly to know, the settings of all runs and then the catalogue, is asked for only as far as it takes.
    """
    by = sort.removeprefix("-")
    asked = [*parse_query(text).asked, *([Asked(by, by)] if "." in by else [])]
    known = vocabulary_of(rows) if asked and rows else Vocabulary()
    asked = unknown(asked, known) if rows else []
    if asked:
        known = with_settings(known, store.settings.of_all(rows))
        asked = unknown(asked, known)
    if asked:
        from trainer.plan.catalogue import catalogue

        known = with_declared(known, {info.path: info.help for info in catalogue()})
    return [sentence_on(one, known) for one in unknown(asked, known)]


def sort_rows(store: Store, rows: "Sequence[RunRow]", by: str) -> "list[RunRow]":
    """Return the rows by a field, figure or setting; those that do not have it come last, whichever way."""
    value = value_of(by.removeprefix("-"), store.settings)
    keyed = [(value(row), row) for row in rows]
    known = [(_sortable(found), row) for found, row in keyed if found is not None]
    known.sort(key=lambda pair: pair[0], reverse=by.startswith("-"))
    return [row for _, row in known] + [row for found, row in keyed if found is None]


def list_table(rows: "Sequence[RunRow]", nothing: str = "no runs") -> Table:
    """Return the table of a list of runs, with what is said where there is none."""
    counts = {status: sum(row.status is status for row in rows) for status in Status}
    tally = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
    notes = (f"{plural(len(rows), 'run')}: {tally}",) if rows else (nothing,)
    reasons = [f"{row.id}: {row.reason}" for row in rows if row.status in _EXPLAINED and row.reason]
    return Table("", COLUMNS, tuple(_row(row) for row in rows), (*notes, *reasons[-MOST_REASONS:]))


MOST_REASONS = 5
_EXPLAINED = frozenset({Status.FAILED, Status.LOST, Status.UNKNOWN, Status.SKIPPED, Status.SILENT})


def _row(row: "RunRow") -> Row:
    reached, mark = _GOALS[row.reached]
    test = row.figure("test.accuracy")
    best = {name: value for name, value in row.best.items() if name != "epoch"}
    return Row(
        (
            Cell(row.id, row.id),
            Cell(row.name, row.name),
            Cell(str(row.status), str(row.status), _MARKS.get(row.status, "")),
            Cell(f"{row.epoch}/{row.epochs}" if row.epochs else "", row.epoch),
            Cell("" if row.best_value is None else figure(row.best_value), best or None),
            Cell("" if test is None else figure(test), test),
            Cell(reached, row.reached, mark),
            Cell(duration(row.seconds) if row.seconds else "", row.seconds),
            Cell(spark(row.spark), row.spark or None),
        )
    )


def _sortable(value: object) -> tuple[bool, object]:
    """Numbers come before words, so that a setting that holds both can be sorted by."""
    if isinstance(value, (int, float)):
        return False, float(value)
    return True, str(value)
