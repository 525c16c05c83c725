"""Event files as training programs write them are runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreError
from store.exchange.formats import read_runs, tracker_of
from store.exchange.keeping import keep_runs
from store.store import Store

WRITES = """
import numpy, sys
from torch.utils.tensorboard import SummaryWriter
for name, lr, seed in (("a", 0.1, 1), ("b", 0.1, 2), ("c", 0.2, 1)):
    writer = SummaryWriter(f"{sys.argv[1]}/{name}")
    for step in range(5):
        writer.add_scalar("val/acc", 0.5 + step / 8, step, walltime=1e9 + step)
        writer.add_scalar("loss", 1 / (step + 1), step, walltime=1e9 + step)
    writer.add_histogram("weights", numpy.ones(3), 3)
    writer.add_hparams({"lr": lr, "seed": seed, "opt": "adam"}, {"final": 0.75})
    writer.close()
"""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs") / "moons"
    subprocess.run([sys.executable, "-c", WRITES, str(folder)], check=True, capture_output=True)
    return folder


def test_what_summary_writer_of_pytorch_wrote_is_a_run_a_folder_with_its_settings(logs: Path, tmp_path: Path) -> None:
    assert tracker_of(logs) == "tensorboard"
    store = Store(tmp_path / "runs")
    keep_runs(store, read_runs(logs, "tensorboard"), "tensorboard")
    rows = store.rows()
    assert sorted(row.name for row in rows) == ["moons/a/1", "moons/a/2", "moons/c/1"]  # a and b have equal settings
    first = store.find("moons/a/1")
    assert first.record["config"]["lr"] == 0.1
    assert first.record["config"]["opt"] == "adam"
    assert first.history().curve("val.accuracy") == ([0, 1, 2, 3, 4], [0.5, 0.625, 0.75, 0.875, 1.0])
    assert first.history().epochs.at(4)["t"] == 1e9 + 4
    assert first.history().last["loss"] == pytest.approx(0.2, rel=1e-7)  # the writer keeps seven digits
    assert {row.best_value for row in rows} == {1.0}


def test_a_damaged_file_gives_what_stands_before_the_damage(logs: Path, tmp_path: Path) -> None:
    (whole,) = (logs / "b").glob("*tfevents*")
    damaged = tmp_path / whole.name
    damaged.write_bytes(whole.read_bytes()[:-20])
    runs = read_runs(tmp_path, "tensorboard")
    assert 3 <= len(runs[0].points) <= 5


def test_without_the_library_one_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "events.out.tfevents.1").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "tensorboard.util", None)
    with pytest.raises(StoreError, match="pip install tensorboard"):
        read_runs(tmp_path, "tensorboard")
