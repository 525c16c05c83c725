"""`backslide stop`."""

from pathlib import Path

import pytest

from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return make_store(tmp_path / "runs", 8, statuses=(Status.QUEUED,), variants=("baseline", "tuned"))


def stopped(store: Store) -> list[str]:
    return [row.name for row in store.rows() if row.status is Status.STOPPED]


def test_one_run_is_stopped_by_its_name(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stop", "decline/tuned/2"]) == 0
    assert stopped(store) == ["decline/tuned/2"]
    assert capsys.readouterr().out.endswith(" is stopped\n")


def test_a_variant_stands_for_all_its_seeds_and_an_experiment_for_all_its_runs(store: Store) -> None:
    main(["stop", "decline/tuned"])
    assert stopped(store) == [f"decline/tuned/{seed}" for seed in range(4)]
    main(["stop", "decline"])
    assert len(stopped(store)) == 8


def test_runs_of_an_earlier_configuration_are_stopped_too(store: Store) -> None:
    add_run(store.root, variant="tuned", config={"training": {"epochs": 9}}, status=Status.QUEUED, created=1.0)
    main(["stop", "decline/tuned"])
    assert len(stopped(store)) == 5


def test_runs_that_will_be_skipped_are_counted(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    source = add_run(store.root, experiment="chain", variant="source", status=Status.QUEUED)
    add_run(store.root, experiment="chain", status=Status.QUEUED, needs=[source.id])
    main(["stop", source.id])
    assert capsys.readouterr().out.splitlines()[-1] == "1 run that would start from there will be skipped"


def test_what_is_over_is_said_to_be(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(store.root, experiment="done")
    assert main(["stop", run.id]) == 0
    assert capsys.readouterr().out == "nothing to stop: it is over\n"


def test_many_runs_are_counted_not_listed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(20):
        add_run(store.root, experiment="many", seed=seed, status=Status.QUEUED)
    main(["stop", "many"])
    assert capsys.readouterr().out.splitlines()[-1] == "… and 10 more runs"


def test_an_unknown_name_is_answered_with_what_would_do(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stop", "declin"]) == 2
    said = capsys.readouterr().err
    assert "no run is called 'declin'" in said
    assert said.endswith("an experiment's name stands for all its runs\n")
