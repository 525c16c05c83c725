"""Where a group got worse: small test sets, counted by hand."""

from pathlib import Path

import pytest

from store.compare.groups import Group, group_of
from store.compare.table import Table
from store.compare.where import said_of_single_runs, where_it_got_worse
from store.run import PREDICTIONS
from store.store import Store
from tests.support.answers import keep_answers
from tests.support.stores import add_run

CLASSES = ["cat", "dog", "owl"]
LABELS = [0, 0, 0, 1, 1, 1, 2, 2]
BASELINE = {1: [0, 0, 1, 1, 1, 1, 2, 2], 2: [0, 0, 0, 1, 1, 1, 2, 1]}
TUNED = {1: [1, 1, 1, 1, 1, 1, 2, 2], 2: [1, 0, 1, 1, 1, 0, 2, 2]}


def make_group(root: Path, variant: str, answers: dict[int, list[int]]) -> Group:
    runs = [add_run(root, variant=variant, seed=seed) for seed in answers]
    for run, said in zip(runs, answers.values(), strict=True):
        keep_answers(run.folder, LABELS, said, CLASSES)
    return group_of(runs)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture
def groups(tmp_path: Path) -> list[Group]:
    return [make_group(tmp_path, "baseline", BASELINE), make_group(tmp_path, "tuned", TUNED)]


@pytest.fixture
def tables(tmp_path: Path, groups: list[Group]) -> dict[str, Table]:
    found = where_it_got_worse(Store(tmp_path), groups, ["baseline", "tuned"])
    assert found.notes == ()
    return {table.name: table for table in found.tables}


def test_the_class_that_lost_most_comes_first_with_its_support(tables: dict[str, Table]) -> None:
    found = texts(tables["classes"])
    assert [row[:2] for row in found] == [["cat", "3"], ["dog", "3"], ["owl", "2"]]
    assert [row[2] for row in found] == ["0.833 ± 0.236", "1.000 ± 0.000", "0.750 ± 0.354"]
    assert [row[3] for row in found] == ["0.167 ± 0.236", "0.833 ± 0.236", "1.000 ± 0.000"]


def test_a_class_that_is_not_tested_has_no_row(tmp_path: Path) -> None:
    run, other = add_run(tmp_path, seed=1), add_run(tmp_path, variant="tuned", seed=1)
    for one in (run, other):
        keep_answers(one.folder, [0, 1], [0, 1], CLASSES)
    found = where_it_got_worse(Store(tmp_path), [group_of([run]), group_of([other])], ["baseline", "tuned"])
    assert [row[0] for row in texts(found.tables[0])] == ["cat", "dog"]


def test_confusions_are_those_that_became_more_by_the_mean_of_the_runs(tables: dict[str, Table]) -> None:
    assert texts(tables["confusions"]) == [
        ["cat", "dog", "0.5", "2.5", "+2.0"],
        ["dog", "cat", "0.0", "0.5", "+0.5"],
    ]


def test_examples_are_told_by_how_often_they_were_lost_and_won(tables: dict[str, Table]) -> None:
    assert texts(tables["tuned.examples"]) == [
        ["0", "cat", "cat", "dog", "lost in 2 of 2"],
        ["1", "cat", "cat", "cat, dog", "lost in 1 of 2"],
        ["2", "cat", "cat, dog", "dog", "lost in 1 of 2"],
        ["5", "dog", "dog", "cat, dog", "lost in 1 of 2"],
        ["7", "owl", "dog, owl", "owl", "won in 1 of 2"],
    ]
    assert tables["tuned.examples"].notes == ("Of 8 examples, 4 lost and 1 won.",)


def test_no_more_examples_are_shown_than_asked_for(tmp_path: Path, groups: list[Group]) -> None:
    found = where_it_got_worse(Store(tmp_path), groups, ["baseline", "tuned"], most=2)
    assert [row[0] for row in texts(found.tables[-1])] == ["0", "1", "7"]
    assert found.tables[-1].notes == ("Of 8 examples, 4 lost and 1 won; the 2 clearest of either are shown.",)


def test_runs_that_kept_no_answers_are_told(tmp_path: Path, groups: list[Group]) -> None:
    store = Store(tmp_path)
    (store.run(groups[1].members[0].id).folder / PREDICTIONS).unlink()
    found = where_it_got_worse(store, groups, ["baseline", "tuned"])
    assert found.notes == ("tuned: 1 of 2 runs keep no answers to the same test examples.",)
    assert texts(found.tables[0])[0][3] == "0.333"
    (store.run(groups[1].members[1].id).folder / PREDICTIONS).unlink()
    assert where_it_got_worse(store, groups, ["baseline", "tuned"]).tables == ()


def test_runs_that_were_tested_on_other_examples_are_not_set_beside(tmp_path: Path, groups: list[Group]) -> None:
    other = add_run(tmp_path, variant="other", seed=1)
    keep_answers(other.folder, [0, 1], [0, 1], CLASSES)
    found = where_it_got_worse(Store(tmp_path), [groups[0], group_of([other])], ["baseline", "other"])
    assert found.notes == ("other: its run keeps no answers to the same test examples.",)


def test_of_two_single_runs_the_examples_speak(tmp_path: Path) -> None:
    one = make_group(tmp_path, "baseline", {1: LABELS})
    other = make_group(tmp_path, "tuned", {4: [1, 1, 1, 0, 0, 0, 0, 2]})
    (told,) = said_of_single_runs(Store(tmp_path), [one, other], ["baseline", "tuned"])
    assert "of 8 examples it lost 7 and won 0, more than chance explains (exact McNemar, p 0.016)" in told
    assert "This speaks of these two runs, not of their settings" in told


def test_of_several_seeds_the_examples_do_not_speak(tmp_path: Path, groups: list[Group]) -> None:
    assert said_of_single_runs(Store(tmp_path), groups, ["baseline", "tuned"]) == ()


def test_examples_of_another_split_are_others_though_their_labels_are_the_same(
    tmp_path: Path, groups: list[Group]
) -> None:
    config = {**groups[0].config, "data": {**groups[0].config["data"], "split_seed": 9}}
    other = add_run(tmp_path, variant="other", seed=1, config=config)
    keep_answers(other.folder, LABELS, TUNED[1], CLASSES)
    found = where_it_got_worse(Store(tmp_path), [groups[0], group_of([other])], ["baseline", "other"])
    assert found.notes == ("other: its run keeps no answers to the same test examples.",)
