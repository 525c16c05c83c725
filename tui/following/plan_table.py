"""The table of a dry run."""

from collections.abc import Sequence
from typing import Any

from store.compare.table import Cell, Column, Row, Table
from trainer.plan.runs import PlannedRun
from trainer.settings.problems import shown
from tui.formats import plural

COLUMNS = (
    Column("order", "right", title="#"),
    Column("variant", whole=True),
    Column("seed", "right"),
    Column("start"),
    Column("changes", title="what it changes of the baseline"),
)


def plan_table(planned: Sequence[PlannedRun]) -> Table:
    """Return a row for each run, in the order in which they are done."""
    rows = tuple(_row(number, run) for number, run in enumerate(planned, 1))
    return Table("Dry run", COLUMNS, rows, (f"{plural(len(planned), 'run')}; nothing was queued",), "runs")


def _row(number: int, run: PlannedRun) -> Row:
    start = run.config.network.start if run.start is None else "/".join(map(str, run.start))
    changes = {path: value for path, (_, value) in run.changes.items()}
    return Row(
        (
            Cell(str(number), number),
            Cell(run.variant, run.variant),
            Cell(str(run.seed), run.seed),
            Cell("" if start == "none" else start, start),
            Cell(_told(changes), changes),
        ),
        key=f"{run.variant}/{run.seed}",
    )


def _told(changes: dict[str, Any]) -> str:
    return ", ".join(f"{path} = {shown(value) if value is not None else 'off'}" for path, value in changes.items())
