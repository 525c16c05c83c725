"""`backslide again`."""

from pathlib import Path

import pytest

from store.store import Store
from tests.support.experiments import QUICK, write_small
from tests.support.stores import add_run
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.parse import dump_config
from trainer.plan.runs import plan_runs
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with two queued runs, whose dispatcher nobody starts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.diagnose.again.ensure_dispatcher", lambda _: None)
    (tmp_path / "why.toml").write_text(f"seeds = [1]\n{QUICK}")
    store = Store(tmp_path / "runs")
    queue_runs(store, plan_runs(load_experiment(Path("why.toml"))))
    return store


def test_the_changed_run_is_queued_and_the_ways_to_it_are_told(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["again", "why/tuned/1", "--set", "optimizer.lr=0.5"]) == 0
    first, second, *_, last = capsys.readouterr().out.splitlines()
    assert first == "1 run queued: why/tuned+optimizer.lr=0.5"
    assert second == f"why/tuned+optimizer.lr=0.5/1 ({store.rows()[-1].id}) is queued"
    assert last.endswith("diff why/tuned why/tuned+optimizer.lr=0.5` compares them")


def test_runs_whose_weights_are_needed_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.diagnose.again.ensure_dispatcher", lambda _: None)
    store = Store(tmp_path / "runs")
    for variant, config in load_experiment(write_small(tmp_path)).variants.items():
        add_run(store.root, experiment="small", variant=variant, seed=1, config=dump_config(config))
    assert main(["again", "small/tuned", "--set", "optimizer.lr=0.5"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "1 run queued: small/tuned+optimizer.lr=0.5, and 1 run whose weights it needs"


def test_a_dry_run_shows_it_and_queues_nothing(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["again", "why/tuned", "--set", "optimizer.lr=0.5", "--seeds", "2", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "2 runs to do, in this order" in shown
    assert "tuned+optimizer.lr=0.5" in shown
    assert len(store.rows()) == 2


def test_what_is_there_already_is_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    change = ["again", "why/tuned", "--set", "optimizer.lr=0.001"]
    assert main([*change, "--dry-run"]) == 0
    assert "0 runs to do, in this order; 1 there already\n" in capsys.readouterr().out
    assert main(change) == 0
    told = capsys.readouterr().out.splitlines()[0]
    assert told == "why/baseline/1 has these very settings already, so nothing is queued"
    assert len(store.rows()) == 2


def test_a_mistake_is_a_sentence(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["again", "why/tuned", "--set", "optimizer.lr=-1"]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert "optimizer.lr: must be" in told
    assert len(store.rows()) == 2
