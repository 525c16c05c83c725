"""A run again with something changed; what is queued is done by stand-ins."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.support.experiments import QUICK, SMALL
from tests.trainer.launch.scene import over, use_stand_ins, wait_until
from trainer.diagnose.again import changed, origin_of, queue_changed, there_already
from trainer.launch.dispatcher import is_alive
from trainer.launch.queue import queue_runs
from trainer.launch.terms import Terms
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from trainer.settings.problems import PlanError

FILE = f"seeds = [3, 5]\n{QUICK}regularizers = {{dropout = {{rate = 0.3}}, mixup = true}}\n"
TERMS = Terms(priority=2, retries=1, keep=("best", "last"), gpus=("0",))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    use_stand_ins(monkeypatch, tmp_path)
    path, store = tmp_path / "why.toml", Store(tmp_path / "runs")
    path.write_text(FILE)
    queue_runs(store, plan_runs(load_experiment(path)), terms=TERMS)
    yield store
    wait_until(lambda: not is_alive(store.root))


def again(store: Store, name: str, *sets: str, seeds: int | None = None) -> list[str]:
    """Return the names of the planned runs."""
    change = changed(origin_of(store, store.find_group(name)), sets, seeds)
    return [f"{run.variant}/{run.seed}" for run in change.planned]


def test_the_changed_run_is_queued_with_the_same_seed_and_nothing_else_changed(store: Store) -> None:
    change = changed(origin_of(store, [store.find("why/tuned/5")]), ["regularizers.dropout.rate=0.1"])
    queued = queue_changed(store, change)
    (run,) = queued.new
    assert run.name == "why/tuned+dropout.rate=0.1/5"
    before, after = store.find("why/tuned/5").record["config"], run.record["config"]
    assert after["regularizers"]["dropout"] == before["regularizers"]["dropout"] | {"rate": 0.1}
    assert {**after, "regularizers": {**after["regularizers"], "dropout": None}} == {
        **before,
        "regularizers": {**before["regularizers"], "dropout": None},
    }
    assert run.record["note"] == "tuned with regularizers.dropout.rate=0.1"
    assert Terms.from_state(run.state()) == TERMS
    wait_until(lambda: over([run]))


@pytest.mark.parametrize(
    ("sets", "variant"),
    [
        (["optimizer.lr=0.50"], "tuned+optimizer.lr=0.5"),
        (["regularizers.mixup=false"], "tuned-mixup"),
        (["regularizers.ema=true"], "tuned+ema"),
        (["regularizers.mixup=false", "training.epochs=4"], "tuned-mixup+training.epochs=4"),
        (["optimizer.name=sgd"], "tuned+optimizer.name=sgd"),
    ],
)
def test_the_variant_is_called_after_the_change(store: Store, sets: list[str], variant: str) -> None:
    assert again(store, "why/tuned", *sets) == [f"{variant}/3", f"{variant}/5"]


def test_more_seeds_are_those_of_the_experiment_then_new_ones(store: Store) -> None:
    assert again(store, "why/tuned/5", "optimizer.lr=0.5", seeds=4) == [
        f"tuned+optimizer.lr=0.5/{seed}" for seed in (5, 3, 1, 2)
    ]


def test_what_is_configured_so_already_is_taken_instead(store: Store) -> None:
    change = changed(
        origin_of(store, store.find_group("why/tuned")),
        ["optimizer.lr=0.001", "regularizers.mixup=false", "regularizers.dropout=false"],
    )
    assert change.variant == "baseline"
    assert "baseline" not in change.experiment.notes
    assert there_already(store, change) == [store.find(f"why/baseline/{seed}").id for seed in (3, 5)]
    assert queue_changed(store, change).new == []


def test_an_earlier_configuration_of_a_variant_is_found_too(store: Store, tmp_path: Path) -> None:
    (tmp_path / "why.toml").write_text(FILE.replace("lr = 0.1", "lr = 0.2"))
    queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml"), ["tuned"]))
    assert again(store, "why/tuned", "optimizer.lr=0.1") == ["tuned/3", "tuned/5"]


def test_an_earlier_configuration_keeps_the_starts_that_it_had(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    for source in ("", "\noptimizer = { lr = 0.5 }"):
        file.write_text(SMALL.replace('network = { start = "none" }', f'network = {{ start = "none" }}{source}'))
        queue_runs(store, plan_runs(load_experiment(file)))
    earlier = [
        run for run in map(store.run, store.ids()) if run.record["variant"] == "tuned" and run.name[:5] == "small"
    ]
    first = min(earlier, key=lambda run: run.record["created"]).record["config_hash"]
    origin = origin_of(store, store.find_group(f"small/tuned@{first}"))
    assert origin.name == f"small/tuned@{first[:6]}"
    made = queue_changed(store, changed(origin, ["optimizer.lr=0.01"])).new
    assert {run.name for run in made} == {"small/tuned+optimizer.lr=0.01/1", "small/tuned+optimizer.lr=0.01/2"}
    starts = {run.record["seed"]: run.record["start_run"] for run in earlier if run.record["config_hash"] == first}
    assert {run.record["seed"]: run.record["start_run"] for run in made} == starts
    wait_until(lambda: over(made))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("optimizer.lr=0.1", "has optimizer.lr=0.1 already, so nothing would be changed"),
        ("network.start=variant:nobody", "variant:nobody: no run of why is of that variant; there are"),
    ],
)
def test_what_is_no_change_or_has_no_start_is_told(store: Store, change: str, told: str) -> None:
    with pytest.raises(StoreError, match=told):
        again(store, "why/tuned", change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("optimizer.lr=-1", "optimizer.lr"),
        ("optimiser.lr=1", "did you mean 'optimizer'"),
        ("regularizers.mixup_or_cutmix=true", "mixup"),
    ],
)
def test_what_the_plan_has_against_it_is_told_in_its_words(store: Store, change: str, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        again(store, "why/tuned", change)


def test_runs_of_two_configurations_are_not_changed_together(store: Store) -> None:
    runs = [store.find(f"why/{variant}/3") for variant in ("baseline", "tuned")]
    with pytest.raises(StoreError, match="not all the same settings"):
        origin_of(store, runs)
