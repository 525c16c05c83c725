from pathlib import Path

import pytest

from store.compare.groups import common_goal, group_of, groups_of_experiment, labels_of, share_test_set
from store.compare.results import result_table
from store.compare.statistics.deltas import difference
from store.errors import StoreError
from store.status import Status
from store.store import Store
from tests.store.compare.scene import group, member, tuned
from tests.support.stores import BEGAN, add_run, make_store


def test_a_group_is_made_of_the_runs_of_a_variant(tmp_path: Path) -> None:
    store = make_store(tmp_path, 8)
    found = group_of(store.find_group("decline/tuned"))
    assert (found.name, found.variant, found.baseline, found.seeds) == ("decline/tuned", "tuned", "baseline", (0, 1))
    assert found.config["regularizers"]["dropout"]["rate"] == 0.6
    assert found.values("test.accuracy").keys() == {0, 1}
    assert found.values("gap.accuracy")[0] == pytest.approx(0.02)
    assert [one.reached for one in found.members] == [False, False]
    assert (found.members[0].data, found.members[0].code) == ("d1d1d1d1", "0.1.0, c0dec0de")


def test_of_each_seed_the_newest_run_is_taken(tmp_path: Path) -> None:
    old, new = add_run(tmp_path, created=1.79e9), add_run(tmp_path, created=1.79e9 + 60)
    assert [one.id for one in group_of([new, old]).members] == [new.id]


def test_failed_and_unfinished_runs_are_told_and_never_pooled(tmp_path: Path) -> None:
    statuses = (Status.FINISHED, Status.FINISHED, Status.FAILED, Status.QUEUED, Status.FAILED)
    runs = [add_run(tmp_path, seed=seed, status=status) for seed, status in enumerate(statuses)]
    found = group_of(runs)
    assert found.seeds == (0, 1)
    assert found.settled
    assert found.values("val.accuracy").keys() == {0, 1}
    assert found.standing() == "2 of 5 runs finished (failed: seeds 2, 4, queued: seed 3)"


def test_where_none_has_finished_figures_so_far_are_given_as_not_final(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, seed=0, status=Status.STOPPED), add_run(tmp_path, seed=1, status=Status.QUEUED)]
    found = group_of(runs)
    assert not found.settled
    assert found.values("val.accuracy").keys() == {0}
    assert found.standing() == "0 of 2 runs finished (stopped: seed 0, queued: seed 1)"


def test_a_run_that_has_measured_nothing_has_no_figures(tmp_path: Path) -> None:
    assert group_of([add_run(tmp_path, status=Status.QUEUED)]).metrics() == set()


def test_a_record_that_lacks_its_tables_makes_a_group_all_the_same(tmp_path: Path) -> None:
    found = group_of([add_run(tmp_path, config={"network": {}}, code=None, data_fingerprint=None)])
    assert (found.members[0].data, found.members[0].code) == ("", "")
    assert share_test_set(found, found)


def test_a_group_without_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        group_of([])


def test_an_experiment_has_a_group_for_each_variant_in_the_order_of_queueing(tmp_path: Path) -> None:
    store = make_store(tmp_path, 8, variants=("source", "tuned", "baseline"))
    assert [one.variant for one in groups_of_experiment(store, "decline")] == ["source", "tuned", "baseline"]


def test_only_the_newest_configuration_of_a_variant_counts(tmp_path: Path) -> None:
    add_run(tmp_path, variant="tuned", seed=0, created=1.79e9)
    add_run(tmp_path, variant="tuned", seed=1, created=1.79e9 + 60, epochs=7)
    (found,) = groups_of_experiment(Store(tmp_path), "decline")
    assert found.seeds == (1,)
    (earlier,) = found.earlier
    assert earlier.startswith("decline/tuned@")
    assert [run.record["seed"] for run in Store(tmp_path).find_group(earlier)] == [0]
    assert result_table([found]).notes[1] == f"Not in this table are runs with earlier settings: {earlier}."


def test_variants_are_compared_with_the_baseline_that_they_were_launched_beside(tmp_path: Path) -> None:
    for seed in (1, 2):
        add_run(tmp_path, variant="baseline", seed=seed, created=1.79e9)
        add_run(tmp_path, variant="tuned", seed=seed, created=1.79e9)
    add_run(tmp_path, variant="baseline", seed=1, created=1.79e9 + 60, epochs=3)
    add_run(tmp_path, variant="remedy", seed=1, created=1.79e9 + 60, epochs=3)
    store = Store(tmp_path)
    baseline, remedy, tuned = sorted(groups_of_experiment(store, "decline"), key=lambda one: one.variant)
    assert (baseline.seeds, baseline.beside, remedy.beside) == ((1,), None, None)
    assert tuned.beside is not None
    assert (tuned.beside.name, tuned.beside.seeds) == (baseline.earlier[0], (1, 2))
    found = result_table([baseline, tuned, remedy])
    place = [column.name for column in found.columns].index("difference")
    expected = difference(tuned.beside.values("test.accuracy"), tuned.values("test.accuracy"))
    assert expected is not None
    assert found.rows[1].cells[place].value["mean"] == expected.mean
    assert f"Compared with {tuned.beside.name}, which they were launched beside: tuned." in found.notes
    assert not any(note.startswith("the data is not") for note in found.notes)


def test_an_unknown_experiment_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1)
    with pytest.raises(StoreError, match=r"no run is of an experiment 'declin' .did you mean 'decline'"):
        groups_of_experiment(store, "declin")
    with pytest.raises(StoreError, match="no run is of an experiment 'zebra'; there is decline"):
        groups_of_experiment(store, "zebra")


def test_labels_are_as_short_as_they_can_be_and_never_twice_the_same() -> None:
    one = group(config_hash="aaaaaaaa")
    assert labels_of([one, tuned()]) == ["baseline", "tuned"]
    assert labels_of([one, group("tuned", name="other/tuned")]) == ["decline/baseline", "other/tuned"]
    same_variant = group(name="other/baseline")
    assert labels_of([one, same_variant]) == ["decline/baseline", "other/baseline"]
    edited = group(config_hash="bbbbbbbb")
    assert labels_of([one, edited]) == ["decline/baseline (aaaaaa)", "decline/baseline (bbbbbb)"]
    earlier = group("tuned", name="decline/tuned@aaaaaa", config_hash="aaaaaaaa")
    assert labels_of([one, earlier, tuned()]) == ["baseline", "tuned@aaaaaa", "tuned"]
    again = group(config_hash="aaaaaaaa", members=[member(7, 0.9)])
    assert labels_of([one, again]) == ["decline/baseline (2026-11-24-000)", "decline/baseline (2026-11-24-007)"]
    assert labels_of([one, one]) == ["decline/baseline #1", "decline/baseline #2"]


def test_groups_share_a_goal_or_have_none() -> None:
    assert common_goal([group(), tuned()]) == "test.accuracy >= 0.9"
    assert common_goal([group(), tuned(goal="test.loss < 1")]) is None


def test_other_classes_make_another_test_but_more_training_data_does_not() -> None:
    assert share_test_set(group(), group(changes={"data.extra": {"name": "csv"}}))
    assert not share_test_set(group(), group(changes={"data.classes": [0, 1]}))


def test_what_only_a_search_has_asked_for_is_no_variant_of_the_experiment(tmp_path: Path) -> None:
    for number, variant in enumerate(("baseline", "~baseline+mixup", "tuned")):
        add_run(tmp_path, variant=variant, created=BEGAN + number)
    assert [one.variant for one in groups_of_experiment(Store(tmp_path), "decline")] == ["baseline", "tuned"]


@pytest.mark.parametrize("indexed", [True, False], ids=["before the index was made", "since"])
@pytest.mark.parametrize("file", ["run.json", "exit.json"])
def test_a_damaged_run_is_told_of_and_takes_nothing_from_the_others(
    tmp_path: Path, file: str, *, indexed: bool
) -> None:
    runs = [add_run(tmp_path, variant=variant, seed=seed) for variant in ("baseline", "tuned") for seed in (1, 2, 3)]
    Store(tmp_path).reindex()
    (runs[-1].folder / file).write_text('{"t": 1')
    if indexed:
        Store(tmp_path).reindex()
    baseline, tuned = groups_of_experiment(Store(tmp_path), "decline")
    assert (baseline.standing(), baseline.seeds) == ("", (1, 2, 3))
    assert (tuned.standing(), tuned.seeds) == ("2 of 3 runs finished (damaged: seed 3)", (1, 2))


def test_a_run_that_does_not_say_what_it_is_is_named(tmp_path: Path) -> None:
    runs = [add_run(tmp_path, seed=seed) for seed in (1, 2)]
    Store(tmp_path).reindex()
    (runs[1].folder / "config.json").write_text("{")
    (found,) = groups_of_experiment(Store(tmp_path), "decline")
    assert (found.standing(), found.seeds) == (f"{runs[1].id} cannot be read", (1,))
    with pytest.raises(StoreError, match=r"config\.json"):
        group_of([runs[1]])
