"""Runs of an MLflow tracking folder or SQLite file, read and written by its own library (the extra `mlflow`)."""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import orjson

from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun, Point
from store.exchange.records import cell_of, record_of, run_of_record, value_of
from store.status import Status

NO_LIBRARY = "to read and write MLflow's runs takes its library: `pip install mlflow`"
QUIET = {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
"""What lets MLflow read folders as it always did, and tell nobody of it."""
ENDS = {"FINISHED": Status.FINISHED, "FAILED": Status.FAILED, "KILLED": Status.STOPPED}
NOTE, OURS = "mlflow.note.content", "backslide.run."
"""Tags: the note, and the parts of what an exported run says that MLflow has no place for."""
PART, MOST, MOST_PARAMS = 4000, 1000, 100
"""Characters of a tag, figures and settings that are written at once."""


def read(path: Path) -> list[ForeignRun]:
    """Return all runs that are kept in a folder (`mlruns`) or a file (`mlflow.db`), but for those that were deleted."""
    with _client(path) as client:
        experiments = {one.experiment_id: one.name for one in client.search_experiments()}
        return [_run(client, run, experiments, path) for run in _all_runs(client, list(experiments))]


def write(runs: Sequence[ForeignRun], path: Path) -> None:
    """Write runs into a new tracking folder, or into a new SQLite file where the name ends with `.db`."""
    with _client(path) as client:
        ids: dict[str, str] = {}
        for run in runs:
            if run.experiment not in ids:
                ids[run.experiment] = client.create_experiment(run.experiment)
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
        kind = "sqlite:///" if path.suffix in {".db", ".sqlite"} else "file://"
        try:
            yield MlflowClient(tracking_uri=f"{kind}{path.absolute()}")
        except (MlflowException, SQLAlchemyError) as error:
            raise StoreError(f"{path}: {error}".splitlines()[0]) from None


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
        for one in client.get_metric_history(run.info.run_id, name):
            points.setdefault(one.step, {})[name] = one.value
            times[one.step] = one.timestamp / 1000
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
        created=run.info.start_time / 1000,
        ended=run.info.end_time / 1000 if run.info.end_time else None,
        status=ENDS.get(run.info.status, Status.UNKNOWN),
        note=run.data.tags.get(NOTE, ""),
        tags=sorted(f"{name}={text}" for name, text in run.data.tags.items() if not name.startswith("mlflow.")),
    )


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
    params = [Param(path, cell_of(value)) for path, value in run.settings.items()]
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
