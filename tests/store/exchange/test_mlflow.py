"""What MLflow's own client has written, into a file or a folder, is runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreError
from store.exchange.formats import read_runs, tracker_of
from store.exchange.keeping import keep_runs
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
    (tmp_path / "x.db").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with pytest.raises(StoreError, match="pip install mlflow"):
        read_runs(tmp_path / "x.db", "mlflow")
