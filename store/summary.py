"""From a run's folder to its row."""

from typing import TYPE_CHECKING, Any

from store import goal, sparks
from store.errors import StoreError, sentence
from store.held_out import held_out_mark
from store.ids import created_of
from store.row import DAMAGED, USUAL_BASELINE, Row
from store.status import Status

if TYPE_CHECKING:
    from store.history import History
    from store.run import Run

LAST = ("val.accuracy", "val.loss", "train.accuracy", "train.loss")
"""Figures of the newest epoch that a row keeps, beside the metric that the run selects by."""
END = (
    "test.accuracy",
    "val.accuracy",
    "train.accuracy",
    "source.accuracy",
    "start.test.accuracy",
    "start.source.accuracy",
    "test.loss",
    "test.macro_f1",
    "test.calibration_error",
    "speed.images_per_second",
    "speed.latency_1_ms",
)
"""Figures of the end that a row keeps, the most important first, beside whatever else is measured on the test set."""


def summarize(run: "Run") -> Row:
    """Return the row of a run as it stands at this moment."""
    record, state = run.record, run.state()
    standing, history = run.standing(), run.history()
    training = _table(_table(record, "config"), "training")
    row = Row(
        id=run.id,
        experiment=str(record.get("experiment", "?")),
        variant=str(record.get("variant", "?")),
        seed=record.get("seed", 0),
        config_hash=str(record.get("config_hash", "")),
        created=float(record.get("created", 0.0)),
        status=standing.status,
        reason=standing.reason,
        ended=(standing.since or 0.0) if standing.status.ended else 0.0,
        epochs=training.get("epochs", 0),
        held_out=held_out_mark(_table(record, "config")),
        baseline=str(record.get("baseline") or USUAL_BASELINE),
        goal=record.get("goal"),
        device=_device(state, history),
        note=str(state["note"]),
        tags=tuple(map(str, state["tags"])),
    )
    _add_figures(row, history, training)
    return row


def summarize_whatever(run: "Run") -> Row:
    """Return the row of a run, also of a damaged one: its status is unknown, and its reason says what is wrong."""
    try:
        return summarize(run)
    except Exception as error:  # noqa: BLE001 - whatever one folder holds, the others are still listed
        told = isinstance(error, (StoreError, OSError))
        reason = sentence(error) if told else f"{type(error).__name__}: {error}"
        return _damaged_row(run, f"{DAMAGED}{reason}")


def _damaged_row(run: "Run", reason: str) -> Row:
    """Return the row of a damaged run, by its name and among its like where the record can still be read."""
    try:
        record = run.record
    except (StoreError, OSError):
        record = {}
    seed = record.get("seed", 0)
    return Row(
        id=run.id,
        experiment=str(record.get("experiment", "?")),
        variant=str(record.get("variant", "?")),
        seed=seed if isinstance(seed, int) else 0,
        config_hash=str(record.get("config_hash", "")),
        created=float(record.get("created") or created_of(run.id)),
        status=Status.UNKNOWN,
        reason=reason,
        baseline=str(record.get("baseline") or USUAL_BASELINE),
    )


def _add_figures(row: Row, history: "History", training: dict[str, Any]) -> None:
    metric = training.get("select_metric", "val.accuracy")
    row.epoch, row.seconds = history.epoch, history.seconds
    row.last = {name: history.last[name] for name in (metric, *LAST) if name in history.last}
    row.curve = sparks.encode(history.epochs.sampled(metric))
    if best := history.best(metric):
        row.best = {metric: best[1], "epoch": best[0]}
    if not history.measured:
        return
    figures = history.figures(training.get("select", "best"), metric)
    tested = (name for name in figures if name.startswith("test."))
    row.figures = {name: figures[name] for name in (goal.goal_metric(row.goal), *END, *tested) if name in figures}
    row.reached = goal.reached(row.goal, figures)


def _device(state: dict[str, Any], history: "History") -> str:
    launched, started = state["launched"] or {}, history.started or {}
    names = (started.get("device_name"), launched.get("device_name"), started.get("device"), launched.get("device"))
    return next((str(name) for name in names if name), "")


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    table = values.get(name)
    return table if isinstance(table, dict) else {}
