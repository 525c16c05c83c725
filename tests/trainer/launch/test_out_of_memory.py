"""A run that is out of memory goes on by itself with smaller parts of its batches, and takes the same steps."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.run import Run
from store.store import Store
from tests.trainer.launch.scene import events, over, standing, wait_until

PLUGIN = """
import torch
from torch import nn

from trainer.networks.base import Network


class Hungry(Network):
    "It has room for some examples at a time while it trains."

    def build(self, shape, classes):
        return Narrow(shape[0] * shape[1] * shape[2], classes)


class Narrow(nn.Linear):
    def forward(self, inputs):
        if self.training and len(inputs) > ROOM:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return super().forward(inputs.flatten(1))
"""
FILE = """
plugins = ["hungry.py"]
seeds = 1
[base]
data = {name = "digits", classes = ["0", "1", "2"]}
network = {name = "hungry"}
optimizer = {name = "sgd", lr = 0.01}
training = {epochs = 2, device = "cpu"}
[variants.baseline]
"""


def trained(store: Store, folder: Path, room: int, *options: str) -> Run:
    folder.mkdir()
    (folder / "hungry.py").write_text(PLUGIN.replace("ROOM", str(room)))
    (folder / "hungry.toml").write_text(FILE)
    words = ["run", str(folder / "hungry.toml"), "--store", str(store.root), "--trust", "--detach", *options]
    known = set(store.ids())
    subprocess.run([sys.executable, "-m", "tui", *words], check=True)
    (run,) = [store.run(id_) for id_ in set(store.ids()) - known]
    wait_until(lambda: over([run]), 120)
    return run


@pytest.fixture(autouse=True)
def real_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BACKSLIDE_CHILD")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("torch.cuda.is_available", bool)


def test_it_ends_where_a_run_with_enough_memory_ends(store: Store, tmp_path: Path) -> None:
    small = trained(store, tmp_path / "small", 8, "--halve-batch=3")
    large = trained(store, tmp_path / "large", 32)
    assert [str(standing(run).status) for run in (small, large)] == ["finished", "finished"]
    assert [event["cause"] for event in events(small, "failed")] == ["out of memory"] * 2
    assert small.history().effective["training.batch_parts"] == 4
    assert any("each batch passes in 4 parts" in event["text"] for event in small.history().warnings)
    for one, other in zip(small.history().epochs, large.history().epochs, strict=True):
        assert one["metrics"]["val.loss"] == pytest.approx(other["metrics"]["val.loss"], rel=1e-5)


def test_without_that_it_fails_and_names_what_goes_on_with_halves(store: Store, tmp_path: Path) -> None:
    run = trained(store, tmp_path / "small", 16)
    assert "`resume --halve-batch` goes on with batches in halves" in standing(run).reason
    subprocess.run(
        [sys.executable, "-m", "tui", "resume", run.id, "--halve-batch", "--store", str(store.root)], check=True
    )
    wait_until(lambda: over([run]), 120)
    assert (str(standing(run).status), run.state()["batch_parts"]) == ("finished", 2)
