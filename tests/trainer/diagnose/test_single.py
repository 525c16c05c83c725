"""One change tried by itself; what is queued is done by stand-ins."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.support.experiments import QUICK
from tests.trainer.launch.scene import over, use_stand_ins, wait_until
from trainer.diagnose.single import try_change
from trainer.launch.dispatcher import is_alive
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

FILE = f"seeds = [3, 5]\n{QUICK}regularizers = {{dropout = {{rate = 0.3}}, mixup = true}}\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    use_stand_ins(monkeypatch, tmp_path)
    path, store = tmp_path / "why.toml", Store(tmp_path / "runs")
    path.write_text(FILE)
    queue_runs(store, plan_runs(load_experiment(path)))
    yield store
    wait_until(lambda: not is_alive(store.root))


@pytest.mark.parametrize(
    ("place", "put_back", "variant", "told"),
    [
        ("regularizers.dropout.rate", True, "~tuned-dropout", "tuned without dropout"),
        ("regularizers.dropout", False, "~baseline+dropout", "baseline with dropout"),
        ("optimizer.lr", False, "~baseline+optimizer.lr", "baseline with optimizer.lr"),
    ],
)
def test_a_setting_is_tried_with_the_seeds_of_the_tuned_variant(
    store: Store, place: str, put_back: bool, variant: str, told: str
) -> None:
    tried = try_change(store, "why/baseline", "why/tuned", place, put_back=put_back)
    assert (tried.variant, tried.told) == (variant, told)
    assert [run.name for run in tried.runs] == [f"why/{variant}/3", f"why/{variant}/5"]
    assert [run.state()["keep"] for run in tried.runs] == [["best"], ["best"]]
    wait_until(lambda: over(tried.runs))


def test_it_has_the_setting_of_the_other_and_nothing_else(store: Store) -> None:
    (run, _) = try_change(store, "why/baseline", "why/tuned", "optimizer.lr", put_back=True).runs
    config = run.record["config"]
    assert (config["optimizer"]["lr"], list(config["regularizers"])) == (0.001, ["dropout", "mixup"])
    wait_until(lambda: over([run]))


@pytest.mark.parametrize(
    ("baseline", "tuned", "place", "told"),
    [
        ("why/baseline", "other/tuned", "optimizer.lr", "two experiments"),
        ("why/baseline", "why/tuned/3", "optimizer.lr", "all seeds of a variant"),
        ("why/baseline", "why/tuned", "training.epochs", "do not differ in it"),
        ("why/baseline", "why/nobody", "optimizer.lr", "nobody"),
    ],
)
def test_what_cannot_be_tried_is_told(store: Store, baseline: str, tuned: str, place: str, told: str) -> None:
    with pytest.raises(StoreError, match=told):
        try_change(store, baseline, tuned, place, put_back=True)
