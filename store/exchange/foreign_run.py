"""A run as it goes from one tracker to another: its settings, its figures, and when they were written."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from store.errors import StoreError
from store.run import Run
from store.status import Status

SPEED = "speed"
"""Beside `start`, `best` and `last`, of which weights figures were measured: how fast the run was."""
TRAINING = "training"


class Point(NamedTuple):
    """The figures of an epoch, or of a step; `time` is unix time, where somebody knows."""

    step: int
    time: float | None
    metrics: Mapping[str, float]


class ForeignRun(NamedTuple):
    """A run of another tracker, or one that is to go there."""

    key: str
    """What tells it from all others of the place that it comes from."""
    source: str
    """The place, as a person would name it."""
    experiment: str
    settings: Mapping[str, Any]
    points: Sequence[Point]
    variant: str = ""
    """Nothing where its tracker knows no variants: runs of equal settings are one then, called as the first of them."""
    seed: int | None = None
    called: str = ""
    """The name that its tracker has for it."""
    measured: Mapping[str, Mapping[str, float]] = {}
    """Of which weights (`start`, `best`, `last`) → figures."""
    created: float = 0.0
    ended: float | None = None
    status: Status = Status.FINISHED
    reason: str = ""
    goal: str | None = None
    baseline: str = "baseline"
    note: str = ""
    tags: Sequence[str] = ()
    names: Mapping[str, str] = {}
    """What its tracker calls the metrics → what they are called here."""


def foreign_of(run: Run) -> ForeignRun:
    """Return a run of a store as another tracker may have it."""
    from store.compare.catalogue import flatten

    record, state, standing, history = run.record, run.state(), run.standing(), run.history()
    theirs = {here: there for there, here in ((record.get("imported") or {}).get("names") or {}).items()}
    if not isinstance(record.get("config"), dict):
        raise StoreError(f"{run.folder}: it has no settings, so it cannot be taken away")
    return ForeignRun(
        key=run.id,
        source=run.id,
        experiment=str(record.get("experiment", "?")),
        variant=str(record.get("variant", "?")),
        seed=record.get("seed", 0),
        settings=flatten(record["config"]),
        points=[
            Point(
                event["epoch"], event.get("t"), {theirs.get(name, name): one for name, one in event["metrics"].items()}
            )
            for event in history.epochs
        ],
        measured={**history.measured, **({SPEED: history.speed} if history.speed else {})},
        created=float(record.get("created", 0.0)),
        ended=standing.since if standing.status.ended else None,
        status=standing.status,
        reason=standing.reason,
        goal=record.get("goal"),
        baseline=str(record.get("baseline") or "baseline"),
        note=str(state["note"]),
        tags=[str(tag) for tag in state["tags"]],
    )
