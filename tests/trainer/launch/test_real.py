"""The whole way with the real child: queued, started one after the other, trained, and told."""

from pathlib import Path

import pytest

from store.store import Store
from tests.trainer.launch.scene import over, statuses, wait_until
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

FILE = """
seeds = 1
[base]
data = {name = "digits", classes = ["0", "1", "2"]}
network = {name = "mlp"}
optimizer = {name = "adam", lr = 0.01}
training = {epochs = 1, device = "cpu"}
[variants.baseline]
[variants.tuned]
network = {start = "variant:baseline"}
"""


def test_a_tuned_network_is_trained_from_the_weights_of_its_start(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKSLIDE_CHILD")
    (tmp_path / "real.toml").write_text(FILE)
    baseline, tuned = queue_runs(store, plan_runs(load_experiment(tmp_path / "real.toml"))).runs
    ensure_dispatcher(store)
    wait_until(lambda: over([baseline, tuned]), 120)
    assert statuses([baseline, tuned]) == ["finished", "finished"]
    figures = tuned.history().figures()
    assert figures["start.test.accuracy"] == baseline.history().figures()["test.accuracy"] > 0.8
    assert (tuned.history().start or {})["new"] == []
    assert "epoch 1/1" in (tuned.folder / "console.log").read_text()
