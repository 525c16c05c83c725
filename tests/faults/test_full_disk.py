"""A disk with no space left: training ends, and its figures are there once there is room again."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.faults.disks import mounted
from tests.trainer.launch.scene import standing, wait_until
from trainer.engine.weights import read_weights
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

pytestmark = pytest.mark.stress
EPOCHS = 8
FILE = f"""
seeds = 1
[base]
data = {{name = "digits"}}
network = {{name = "small_cnn", width = 32}}
training = {{epochs = {EPOCHS}, device = "cpu"}}
[variants.baseline]
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB."""
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=16m", "tmpfs") as folder:
        yield folder


def fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    assert os.statvfs(folder).f_bavail == 0


def is_idle(child: psutil.Process) -> bool:
    """Say whether a process hardly computes for a second."""
    return child.cpu_percent(interval=1.0) < 5


def test_a_run_trains_on_while_the_disk_is_full_and_loses_no_figure(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKSLIDE_CHILD")
    monkeypatch.setenv("BACKSLIDE_ROOM", "0")
    (tmp_path / "full.toml").write_text(FILE)
    store = Store(disk / "runs")
    (run,) = queue_runs(store, plan_runs(load_experiment(tmp_path / "full.toml"))).runs
    ensure_dispatcher(store)
    wait_until(lambda: run.history().epoch >= 2)
    fill(disk)
    child = psutil.Process(run.state()["launched"]["child"])
    wait_until(lambda: is_idle(child), 120)
    before = Run(run.folder).history().epoch
    assert standing(run).status is Status.RUNNING
    assert before < EPOCHS, "there was no room for the last epochs"
    (disk / "filler").unlink()
    wait_until(lambda: standing(run).status is Status.FINISHED)
    wait_until(lambda: not is_alive(store.root))
    history = Run(run.folder).history()
    assert [event["epoch"] for event in history.epochs] == list(range(1, EPOCHS + 1))
    assert history.measured["best"]["test.accuracy"] > 0.5
    assert ("disk", True) in [(event["setting"], "full" in event["text"]) for event in history.warnings]
    assert read_weights(run.folder / "best.safetensors")
    assert [path.name for path in run.folder.iterdir() if path.name.endswith(".tmp")] == []
    print(f"the disk was full from epoch {before + 1} on")
