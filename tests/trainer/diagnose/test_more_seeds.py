from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.trainer.diagnose.test_single import FILE
from tests.trainer.launch.scene import use_stand_ins, wait_until
from trainer.diagnose.more_seeds import queue_seeds, seeds_for
from trainer.launch.dispatcher import is_alive
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

PAIR = ("why/baseline", "why/tuned")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_stand_ins(monkeypatch, tmp_path)
    (tmp_path / "why.toml").write_text(FILE)
    store = Store(tmp_path / "runs")
    experiment = load_experiment(tmp_path / "why.toml")
    queue_runs(store, plan_runs(experiment))
    queue_runs(store, plan_runs(experiment, ["tuned"], [1]))
    return store


def test_seeds_that_are_common_come_first_then_those_of_some_then_new_ones(store: Store) -> None:
    assert seeds_for(store, PAIR, 2) == [3, 5]
    assert seeds_for(store, PAIR, 5) == [3, 5, 1, 2, 4]


def test_what_is_lacking_is_queued_for_every_variant(store: Store) -> None:
    new = queue_seeds(store, PAIR, 4)
    assert sorted(run.name for run in new) == ["why/baseline/1", "why/baseline/2", "why/tuned/2"]
    wait_until(lambda: not is_alive(store.root))
    assert queue_seeds(store, PAIR, 4) == []


@pytest.mark.parametrize("other", ["other/tuned", "why/tuned/3", "why/tuned@ab"])
def test_what_are_not_variants_of_one_experiment_is_told(store: Store, other: str) -> None:
    with pytest.raises(StoreError, match="variants of one experiment"):
        queue_seeds(store, ("why/baseline", other), 4)
