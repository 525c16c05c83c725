"""Doing runs anew."""

import json
from pathlib import Path

import pytest

from store.run import BEST, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.planned import FILE, end, queue
from tests.trainer.launch.scene import statuses
from trainer.launch.errors import LaunchError
from trainer.launch.retry import TERMS, retry_runs
from trainer.plan.identity import code_identity
from trainer.settings.problems import PlanError


def test_a_new_run_has_the_settings_and_the_identity_of_its_forerunner_and_names_it(store: Store, file: Path) -> None:
    source, tuned = queue(store, file, only=["tuned"]).runs
    end(source)
    end(tuned, "failed")
    (new,) = retry_runs(store, [tuned])
    changing = {"id", "created", "forerunner"}
    assert new.record["forerunner"] == tuned.id
    assert {name: value for name, value in new.record.items() if name not in changing} == {
        name: value for name, value in tuned.record.items() if name not in changing
    }
    assert new.record["code"] == code_identity()
    assert statuses([tuned, new]) == ["failed", "queued"]
    assert [row.id for row in Store(store.root).rows()][-1] == new.id


def test_what_needs_a_run_that_is_done_anew_needs_the_new_one(store: Store, file: Path) -> None:
    source, tuned = queue(store, file, only=["tuned"]).runs
    end(source, "failed")
    assert statuses([tuned]) == ["skipped"]
    first, second = retry_runs(store, [tuned, source])
    assert (first.record["variant"], second.state()["depends_on"]) == ("source", [first.id])
    assert (second.record["weights"], second.record["start_run"]) == ({"variant:source": [first.id]}, first.id)
    assert statuses([first, second]) == ["queued", "waiting"]
    assert second.record["identity"] == tuned.record["identity"]


@pytest.mark.parametrize("reference", ["run:{first}", "seeds:baseline"])
def test_references_by_run_and_to_all_seeds_keep_the_identity_too(store: Store, file: Path, reference: str) -> None:
    first = queue(store, file, only=["baseline"]).runs[-1]
    of = reference.format(first=first.id)
    file.write_text(f"{FILE}\n[variants.soup]\nregularizers.model_soup = {{of = ['{of}']}}\n")
    runs = queue(store, file, only=["soup"], seeds=(1, 2)).runs
    for run in [*runs, first]:
        end(run)
    soups = [run for run in runs if run.record["variant"] == "soup"]
    assert [run.record["identity"] for run in retry_runs(store, soups)] == [run.record["identity"] for run in soups]


def test_a_run_that_has_not_ended_is_not_done_anew(store: Store, file: Path) -> None:
    (source,) = queue(store, file, only=["source"]).runs
    with pytest.raises(LaunchError, match="is queued; only a run that has ended can be done anew"):
        retry_runs(store, [source])
    assert len(list(store.ids())) == 1


def test_a_run_whose_start_did_not_finish_is_done_anew_only_with_it(store: Store, file: Path) -> None:
    source, tuned = queue(store, file, only=["tuned"]).runs
    end(source, "failed")
    with pytest.raises(LaunchError, match=rf"needs {source.id}, which has not finished; retry that one with it"):
        retry_runs(store, [tuned])


def test_settings_that_no_longer_hold_are_told(store: Store) -> None:
    run = add_run(store.root, status=Status.FAILED, config={"training": {"epochs": 1, "batch_size": 0}})
    with pytest.raises(PlanError, match=r"training\.batch_size"):
        retry_runs(store, [run])
    assert list(store.ids()) == [run.id]


def test_a_plug_in_that_was_changed_is_not_run(store: Store, file: Path, tmp_path: Path) -> None:
    (source,) = queue(store, file, only=["source"]).runs
    end(source, "failed")
    plugin = tmp_path / "mine.py"
    plugin.write_text("raise SystemExit('it ran')\n")
    record = Run(source.folder).record | {"plugins": [{"path": str(plugin), "sha256": "0" * 64}]}
    (source.folder / "config.json").write_text(json.dumps(record))
    with pytest.raises(PlanError, match=r"mine\.py: is code that was never trusted here"):
        retry_runs(store, [Run(source.folder)])


def test_a_run_whose_start_has_lost_its_weights_is_retried_with_it_only(store: Store, file: Path) -> None:
    runs = {run.record["variant"]: run for run in queue(store, file).runs}
    for name, run in runs.items():
        end(run, "finished" if name == "source" else "failed")
    (runs["source"].folder / BEST).unlink()
    with pytest.raises(LaunchError, match="whose weights are gone; retry that one with it"):
        retry_runs(store, [runs["tuned"]])
    assert len(retry_runs(store, [runs["source"], runs["tuned"]])) == 2


def test_a_new_run_is_done_on_the_terms_of_its_forerunner(store: Store, file: Path) -> None:
    (run,) = queue(store, file, only=["source"]).runs
    said = {
        "priority": 3,
        "retries": 2,
        "halvings": 1,
        "batch_parts": 4,
        "time_limit": 60.0,
        "gpus": ["0"],
        "gpu_memory": 2**30,
        "keep": ["last"],
        "notify": ["true"],
    }
    assert set(said) == {*TERMS}
    with run.change_state() as state:
        state.update(said)
    end(run)
    (new,) = retry_runs(store, [run])
    assert {name: new.state()[name] for name in said} == said
