"""Runs of an MLflow tracking folder or SQLite file, read and written by its own library (the extra `mlflow`)."""

import os
import re
import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import orjson

from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun, Point
from store.exchange.records import cell_of, record_of, run_of_record, value_of
from store.status import Status

NO_LIBRARY = "to read and write MLflow's runs takes its library: `pip install mlflow`"
QUIET = {
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
}
"""What lets MLflow read folders as it always did, and tell nobody of it, nor of each table that it makes."""
ENDS = {"FINISHED": Status.FINISHED, "FAILED": Status.FAILED, "KILLED": Status.STOPPED}
NOTE, OURS = "mlflow.note.content", "backslide.run."
"""Tags: the note, and the parts of what an exported run says that MLflow has no place for."""
UNNAMED = re.compile(r"[^\w\-. /]")
"""Characters that a name may not have there; the tags have the whole name."""
PART, MOST, MOST_PARAMS = 4000, 1000, 100
"""Characters of a tag, figures and settings that are written at once."""


def read(path: Path) -> list[ForeignRun]:
    """Return all runs that are kept in a folder (`mlruns`) or a file (`mlflow.db`), but for those that were deleted."""
    _require_ours_to_read(path)
    with _client(path) as client:
        experiments = {one.experiment_id: one.name for one in client.search_experiments()}
        return [_run(client, run, experiments, path) for run in _all_runs(client, list(experiments))]


def write(runs: Sequence[ForeignRun], path: Path) -> None:
    """Write runs into a new tracking folder, or into a new SQLite file where the name ends with `.db`."""
    with _client(path) as client:
        ids: dict[str, str] = {}
        for run in runs:
            if run.experiment not in ids:
                known = client.get_experiment_by_name(run.experiment)
                ids[run.experiment] = known.experiment_id if known else client.create_experiment(run.experiment)
            _write(client, run, ids[run.experiment])


@contextmanager
def _client(path: Path) -> Iterator[Any]:
    """Give MLflow's client; what it says against its own parts is of no use to who imports."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from mlflow.exceptions import MlflowException
            from mlflow.tracking import MlflowClient
            from sqlalchemy.exc import SQLAlchemyError
        except ImportError:
            raise StoreError(NO_LIBRARY) from None
        where = path.absolute()
        try:
            yield MlflowClient(tracking_uri=f"sqlite:///{where}" if _is_file(path) else where.as_uri())
        except (MlflowException, SQLAlchemyError) as error:
            raise StoreError(f"{path}: {error}".splitlines()[0]) from None


def _is_file(path: Path) -> bool:
    return path.suffix in {".db", ".sqlite"}


def _require_ours_to_read(path: Path) -> None:
    """Refuse a database of something else: MLflow would make its tables in it."""
    if not _is_file(path):
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise StoreError(f"{path}: this is no SQLite file of MLflow ({error})") from None
    if not {"experiments", "runs", "metrics"} <= tables:
        raise StoreError(f"{path}: this is no SQLite file of MLflow: it has no tables of experiments and runs")


def _all_runs(client: Any, experiments: list[str]) -> Iterator[Any]:
    token = None
    while experiments and (found := client.search_runs(experiments, page_token=token)):
        yield from found
        token = found.token
        if not token:
            return


def _run(client: Any, run: Any, experiments: dict[str, str], path: Path) -> ForeignRun:
    points: dict[int, dict[str, float]] = {}
    times: dict[int, float] = {}
    for name in run.data.metrics:
        for step, one in _steps(client.get_metric_history(run.info.run_id, name)):
            points.setdefault(step, {})[name] = one.value
            times[step] = one.timestamp / 1000
    course = [Point(step, times[step], points[step]) for step in sorted(points)]
    if ours := _ours(run.data.tags):
        return run_of_record(ours, path)._replace(points=course, source=str(path))
    return ForeignRun(
        key=run.info.run_id,
        source=str(path),
        experiment=experiments[run.info.experiment_id],
        called=run.info.run_name or run.info.run_id,
        settings={name: value_of(text) for name, text in run.data.params.items()},
        points=course,
        created=(run.info.start_time or 0) / 1000 or path.stat().st_mtime,
        ended=run.info.end_time / 1000 if run.info.end_time else None,
        status=ENDS.get(run.info.status, Status.UNKNOWN),
        note=run.data.tags.get(NOTE, ""),
        tags=sorted(f"{name}={text}" for name, text in run.data.tags.items() if not name.startswith("mlflow.")),
    )


def _steps(history: Sequence[Any]) -> list[tuple[int, Any]]:
    """Return the values of a metric by their steps; those that were logged without one are counted in time."""
    if len({one.step for one in history}) == len(history) and all(one.step >= 0 for one in history):
        return [(one.step, one) for one in history]
    return list(enumerate(sorted(history, key=lambda one: (one.timestamp, one.step)), 1))


def _ours(tags: dict[str, str]) -> dict[str, Any]:
    parts = list(takewhile(bool, (tags.get(f"{OURS}{number}", "") for number in count())))
    found: dict[str, Any] = orjson.loads("".join(parts)) if parts else {}
    return found


def _write(client: Any, run: ForeignRun, experiment: str) -> None:
    from mlflow.entities import Metric, Param

    ours = orjson.dumps(record_of(run)).decode()
    tags = {f"{OURS}{number}": ours[at : at + PART] for number, at in enumerate(range(0, len(ours), PART))}
    name = f"{run.variant}/{run.seed}"
    made = client.create_run(experiment, int(run.created * 1000), tags | {NOTE: run.note}, name).info.run_id
    params = [Param(UNNAMED.sub("_", path), cell_of(value)) for path, value in run.settings.items()]
    metrics = [
        Metric(name, value, int((run.created if point.time is None else point.time) * 1000), point.step)
        for point in run.points
        for name, value in point.metrics.items()
    ]
    for at in range(0, len(params), MOST_PARAMS):
        client.log_batch(made, params=params[at : at + MOST_PARAMS])
    for at in range(0, len(metrics), MOST):
        client.log_batch(made, metrics=metrics[at : at + MOST])
    ended = {status: name for name, status in ENDS.items()}.get(run.status, "RUNNING")
    client.set_terminated(made, ended, None if run.ended is None else int(run.ended * 1000))
