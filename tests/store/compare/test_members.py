from pathlib import Path

import pytest

from store.compare.diff import diff
from store.compare.groups import group_of
from store.compare.members import member_of
from store.events import EventWriter
from store.run import EVENTS, Run
from store.status import Status
from tests.support.stores import add_run, make_config


def one(root: Path, seed: int = 0, epochs: int = 8, variant: str = "baseline", status: Status = Status.FINISHED) -> Run:
    return add_run(root, variant=variant, seed=seed, epochs=epochs, status=status, config=make_config(variant, 20))


def told(run: Run, **event: object) -> Run:
    with EventWriter(run.folder / EVENTS) as events:
        events.write(**event)  # type: ignore[arg-type]
    return Run(run.folder)


def test_of_an_epoch_there_are_its_own_figures_alone(tmp_path: Path) -> None:
    run = one(tmp_path)
    found = member_of(run, 3)
    steps, values = run.history().curve("val.accuracy")
    assert found.figures["val.accuracy"] == values[steps.index(3)]
    assert {name.partition(".")[0] for name in found.figures} == {"train", "val", "gap", "lr"}
    assert (found.epoch, found.got_there) == (3, True)


def test_best_and_last_are_those_that_were_tested(tmp_path: Path) -> None:
    run = told(one(tmp_path), kind="measured", of="last", metrics={"test.accuracy": 0.5})
    assert member_of(run, "last").figures["test.accuracy"] == 0.5
    assert member_of(run, "best").figures["test.accuracy"] > 0.9
    assert member_of(run).figures == member_of(run, "best").figures
    assert member_of(run, "last").epoch == 8


def test_a_run_that_did_not_get_there_is_left_out_and_told(tmp_path: Path) -> None:
    runs = [one(tmp_path, seed, epochs) for seed, epochs in ((0, 8), (1, 8), (2, 4))]
    tuned = [one(tmp_path, seed, variant="tuned") for seed in range(3)]
    groups = [group_of(runs, moment=6), group_of(tuned, moment=6)]
    assert groups[0].seeds == (0, 1)
    found = diff(groups[0], groups[1:])
    assert "baseline: left out, since short of epoch 6: seed 2, with 4 epochs done." in found.notes
    assert any("have different seeds: only tuned has seed 2" in note for note in found.notes)
    assert any("training and validation figures alone" in note for note in found.metrics.notes)
    assert "test.accuracy" not in {row.key for row in found.metrics.rows}


def test_where_no_run_got_there_the_diff_says_so(tmp_path: Path) -> None:
    groups = [group_of([one(tmp_path, variant=variant)], moment=99) for variant in ("baseline", "tuned")]
    found = diff(groups[0], groups[1:])
    assert found.metrics.rows == ()
    assert found.metrics.notes == ("Nothing has been measured of epoch 99.",)


def test_weights_of_different_epochs_are_never_compared_in_silence(tmp_path: Path) -> None:
    groups = [group_of([one(tmp_path, variant=v, epochs=e)], moment="last") for v, e in (("baseline", 8), ("tuned", 5))]
    expected = "These weights are of different epochs: 8 (baseline); 5 (tuned)."
    assert expected in diff(groups[0], groups[1:]).metrics.notes
    alike = [group_of([one(tmp_path, variant=v)], moment="last") for v in ("baseline", "tuned")]
    assert not any("different epochs" in note for note in diff(alike[0], alike[1:]).metrics.notes)


def test_what_was_asked_for_decides_instead_of_what_each_selects(tmp_path: Path) -> None:
    other = make_config("tuned")
    other["training"]["select"] = "last"
    runs = [[one(tmp_path)], [add_run(tmp_path, variant="tuned", config=other)]]
    doubt = "not all are measured by the same weights"
    asked = [group_of(members) for members in runs]
    assert any(note.startswith(doubt) for note in diff(asked[0], asked[1:]).notes)
    asked = [group_of(members, moment="best") for members in runs]
    assert not any(note.startswith(doubt) for note in diff(asked[0], asked[1:]).notes)


def test_what_a_run_did_is_known_by_the_paths_of_settings(tmp_path: Path) -> None:
    effective = member_of(one(tmp_path, epochs=8)).effective
    assert effective["training.device"] == "CPU"
    assert effective["training.epochs"] == 8
    assert effective["dropout.layers"] == 1
    assert "training.epochs" not in member_of(one(tmp_path, 1, status=Status.RUNNING)).effective


@pytest.mark.parametrize("moment", ["best", "last", 3])
def test_a_run_that_has_measured_nothing_has_no_figures_at_any_moment(tmp_path: Path, moment: str | int) -> None:
    assert member_of(one(tmp_path, status=Status.QUEUED), moment).figures == {}  # type: ignore[arg-type]
