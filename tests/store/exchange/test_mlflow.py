"""What MLflow's own client has written, into a file or a folder, is runs."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from store.errors import StoreError
from store.exchange.formats import read_runs, tracker_of
from store.exchange.keeping import keep_runs
from store.exchange.mlflow import _steps
from store.status import Status
from store.store import Store

WRITES = """
import os, sys
os.environ |= {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
from mlflow.tracking import MlflowClient
client = MlflowClient(tracking_uri=sys.argv[1])
experiment = client.create_experiment("moons")
for name, lr, seed, end in (("a", "0.1", "1", "FINISHED"), ("b", "0.1", "2", "KILLED"), ("c", "0.2", "1", "")):
    tags = {"team": "vision", "mlflow.note.content": "the first of three"}
    run = client.create_run(experiment, 1_000_000_000_000, tags, name).info.run_id
    client.log_param(run, "optimizer.lr", lr)
    client.log_param(run, "seed", seed)
    for step in range(3):
        client.log_metric(run, "val/acc", 0.1 * step, 1_000_000_000_500 + step, step)
    if end:
        client.set_terminated(run, end, 1_000_000_009_000)
"""


@pytest.mark.parametrize(("name", "uri"), [("mlflow.db", "sqlite:///"), ("mlruns", "file://")])
def test_every_run_comes_in_with_its_settings_figures_times_and_end(tmp_path: Path, name: str, uri: str) -> None:
    path = tmp_path / name
    subprocess.run([sys.executable, "-c", WRITES, f"{uri}{path}"], check=True, capture_output=True)
    assert tracker_of(path) == "mlflow"
    store = Store(tmp_path / "runs")
    keep_runs(store, read_runs(path, "mlflow"), "mlflow")
    by_status = {row.status: row for row in store.rows()}
    assert set(by_status) == {Status.FINISHED, Status.STOPPED, Status.UNKNOWN}
    finished = store.run(by_status[Status.FINISHED].id)
    assert (finished.record["seed"], finished.record["config"]["optimizer"]) == (1, {"lr": 0.1})
    assert finished.history().curve("val.accuracy") == ([0, 1, 2], [0.0, 0.1, 0.2])
    assert finished.history().epochs.at(2)["t"] == 1_000_000_000.502
    assert (by_status[Status.FINISHED].note, by_status[Status.FINISHED].tags) == (
        "the first of three",
        ("team=vision",),
    )
    assert by_status[Status.FINISHED].variant == by_status[Status.STOPPED].variant != by_status[Status.UNKNOWN].variant
    assert len(keep_runs(store, read_runs(path, "mlflow"), "mlflow").known) == 3


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(StoreError, match=r"x\.db: "):
        read_runs(tmp_path / "x.db", "mlflow")


def test_without_the_library_one_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with pytest.raises(StoreError, match="pip install mlflow"):
        read_runs(tmp_path, "mlflow")


def test_a_database_of_something_else_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "mine.db")) as database:
        database.execute("CREATE TABLE mine (a)")
    before = (tmp_path / "mine.db").read_bytes()
    with pytest.raises(StoreError, match=r"mine\.db: this is no SQLite file of MLflow: it has no tables"):
        read_runs(tmp_path / "mine.db", "mlflow")
    with pytest.raises(StoreError, match=r"none\.db: there is nothing here"):
        read_runs(tmp_path / "none.db", "mlflow")
    assert (tmp_path / "mine.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["mine.db"]


def test_figures_that_were_logged_without_a_step_are_counted_in_time() -> None:
    class Value(NamedTuple):
        timestamp: int
        step: int
        value: float

    history = [Value(3, 0, 0.1), Value(1, 0, 0.3), Value(2, 0, 0.2)]
    assert [(step, one.value) for step, one in _steps(history)] == [(1, 0.3), (2, 0.2), (3, 0.1)]
