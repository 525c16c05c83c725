"""What queueing makes of planned runs."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.status import Status
from store.store import Store
from tests.trainer.launch.planned import FILE, end, names, queue
from trainer.data.digits import Digits
from trainer.data.examples import DataError
from trainer.launch.queue import queue_runs
from trainer.launch.terms import Terms
from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.identity import code_identity
from trainer.plan.parse import parse_config
from trainer.plan.runs import plan_runs


def test_every_run_is_queued_whole_in_the_planned_order(store: Store, file: Path) -> None:
    queued = queue(store, file, seeds=(1, 2))
    expected = [f"why/{variant}/{seed}" for seed in (1, 2) for variant in ("source", "baseline", "tuned")]
    assert names(queued.new) == names(queued.runs) == expected
    assert [row.name for row in store.rows()] == expected
    assert not queued.reused


def test_a_record_says_all_that_it_takes_to_do_and_to_understand_the_run(store: Store, file: Path) -> None:
    source, baseline, _ = queue(store, file).new
    record = baseline.record
    assert parse_config(record["config"]).network.start == "variant:source"
    assert record["start_run"] == source.id
    assert (record["title"], record["goal"], record["baseline"]) == ("Why?", "test.accuracy >= 0.9", "baseline")
    assert (record["note"], record["seed"], record["plugins"]) == ("as ever", 1, [])
    assert record["experiment_file"] == str(file.resolve())
    assert record["code"] == code_identity()
    assert record["versions"]["torch"]
    assert record["data_fingerprint"] == source.record["data_fingerprint"] != ""
    assert record.keys() >= {
        "format",
        "id",
        "identity",
        "config_hash",
        "git",
        "host",
        "created",
        "experiment",
        "variant",
    }


def test_a_run_waits_for_the_one_that_it_starts_from(store: Store, file: Path) -> None:
    source, baseline, _ = queue(store, file).new
    assert source.standing().status is Status.QUEUED
    assert baseline.standing().status is Status.WAITING
    assert baseline.state()["depends_on"] == [source.id]


def test_a_new_run_starts_from_a_run_that_is_there(store: Store, file: Path) -> None:
    (source,) = queue(store, file, only=["source"]).new
    end(source)
    queued = queue(store, file, only=["tuned"])
    assert names(queued.new) == ["why/tuned/1"]
    assert queued.new[0].record["start_run"] == source.id
    assert queued.new[0].standing().status is Status.QUEUED


def test_the_data_is_read_once_for_all_runs(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    monkeypatch.setattr(Digits, "fingerprint", lambda _: reads.append(1) or "same")
    queue(store, file, seeds=(1, 2, 3))
    assert len(reads) == 1


def test_data_that_is_not_to_be_had_leaves_nothing_in_the_queue(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: Digits) -> str:
        raise DataError("data 'digits' come with scikit-learn")

    monkeypatch.setattr(Digits, "fingerprint", missing)
    with pytest.raises(DataError, match="come with scikit-learn"):
        queue(store, file)
    assert not store.root.exists()


def test_a_run_can_start_from_any_run_of_the_store(store: Store, file: Path) -> None:
    (source,) = queue(store, file, only=["source"]).new
    queued = queue(store, file, "network.start=run:why/source/1", only=["source"])
    assert queued.new[0].record["start_run"] == source.id
    assert queued.new[0].state()["depends_on"] == [source.id]


@pytest.mark.parametrize("setting", ["network.start", "regularizers.distillation.teacher"])
def test_a_run_that_is_not_there_is_told_with_the_setting_that_names_it(setting: str, store: Store, file: Path) -> None:
    with pytest.raises(StoreError) as told:
        queue(store, file, f"variants.tuned.{setting}=run:nosuch")
    assert str(told.value).startswith(f"{file}: {setting}: variant tuned: 'run:nosuch': ")
    assert "nosuch" in str(told.value).removeprefix(f"{file}: {setting}: variant tuned: 'run:nosuch': ")


def test_plug_ins_are_kept_by_their_whole_path_and_what_they_held(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent / "mine.py").write_text("")
    file.write_text('plugins = ["mine.py"]\n' + FILE)
    monkeypatch.chdir(file.parent)
    experiment: Experiment = load_experiment(Path("why.toml"))
    (run, *_) = queue_runs(store, plan_runs(experiment, ["source"], (1,))).new
    (plugin,) = run.record["plugins"]
    assert plugin["path"] == str(file.parent / "mine.py")
    assert len(plugin["sha256"]) == 64


def test_what_others_need_keeps_its_weights_whatever_was_said(store: Store, file: Path) -> None:
    queued = queue_runs(store, plan_runs(load_experiment(file), (), (1,)), terms=Terms(keep=()))
    assert {run.record["variant"]: run.state()["keep"] for run in queued.runs} == {
        "source": ["best"],
        "baseline": [],
        "tuned": [],
    }
