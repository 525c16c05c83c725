import pytest

from store.compare.groups import Group
from store.compare.numbers import MINUS
from store.compare.results import baseline_of, result_table
from store.compare.table import Row, Table
from store.status import Status
from tests.store.compare.scene import ACCURACIES, GOAL, group, member, remedy, tuned


def source() -> Group:
    members = [member(seed, 0.99 + seed / 1000) for seed in range(5)]
    return group("source", {"data.classes": [0, 1]}, members, note="learns two classes")


def texts(table: Table, row: Row) -> dict[str, str]:
    return {column.name: cell.text for column, cell in zip(table.columns, row.cells, strict=True)}


@pytest.fixture
def table() -> Table:
    return result_table([source(), group(), tuned(), remedy()])


def test_a_variant_has_a_row_in_the_order_given(table: Table) -> None:
    assert [row.cells[0].text for row in table.rows] == ["source", "baseline", "tuned", "remedy"]
    assert [row.key for row in table.rows][:2] == ["decline/source", "decline/baseline"]


def test_a_row_tells_figures_difference_and_how_many_reached_the_goal(table: Table) -> None:
    found = texts(table, table.rows[2])
    assert found["test.accuracy"] == "0.891 ± 0.012"
    assert found["difference"].startswith(f"{MINUS}0.068 ± 0.0")
    assert found["verdict"] == "worse"
    assert found["goal"] == "1 of 5"
    assert found["test.macro_f1"] == "0.889 ± 0.012"
    assert table.rows[2].cells[5].value == {"reached": 1, "n": 5}
    assert f"Goal: {GOAL}" in table.notes


def test_the_baseline_is_not_compared_with_itself(table: Table) -> None:
    assert texts(table, table.rows[1])["difference"] == ""


def test_a_variant_that_is_tested_on_other_examples_is_not_compared(table: Table) -> None:
    assert texts(table, table.rows[0])["difference"] == ""
    assert "source is tested on other examples than baseline: their figures do not compare." in table.notes


def test_notes_of_variants_stand_beside_them(table: Table) -> None:
    assert [texts(table, row)["note"] for row in table.rows] == ["learns two classes", "", "", ""]


def test_columns_that_say_nothing_are_left_out() -> None:
    alone = result_table([group("baseline", goal=None, members=[member(0, 0.9, reached=None)])])
    assert {"difference", "verdict", "p", "goal", "note"}.isdisjoint(column.name for column in alone.columns)


def test_figures_asked_for_come_instead_and_the_first_is_compared() -> None:
    found = result_table([group(), tuned()], metrics=["test.loss", "time.seconds"])
    assert [column.header for column in found.columns][1:3] == ["test loss", "difference"]
    assert found.columns[-1].header == "time (s)"
    assert texts(found, found.rows[1])["difference"].startswith("+")
    assert texts(found, found.rows[1])["verdict"] == "worse"


def test_the_metric_of_the_goal_leads() -> None:
    goal = "val.accuracy >= 0.9"
    found = result_table([group(goal=goal), tuned(goal=goal)])
    assert found.columns[1].name == "val.accuracy"


def test_failed_runs_neither_count_nor_vanish() -> None:
    failed = tuned([member(0, 0.91), member(1, 0.95), member(2, 0.1, Status.FAILED)])
    found = result_table([group(), failed])
    assert texts(found, found.rows[1])["goal"] == "2 of 2"
    assert "tuned: 2 of 3 runs finished (failed: seed 2); only finished runs are counted." in found.notes


def test_figures_so_far_are_shown_but_not_judged() -> None:
    members = [member(seed, value, Status.RUNNING) for seed, value in enumerate(ACCURACIES["tuned"])]
    for pair in ((group(), tuned(members)), (group(members=members), remedy())):
        found = result_table(pair)
        place = [column.name for column in found.columns].index("difference")
        assert found.rows[1].cells[place].text
        assert found.rows[1].cells[place].mark not in {"better", "worse"}
        assert texts(found, found.rows[1]).get("verdict", "–") == "–"
        assert "no difference to them is judged" in " ".join(found.notes)


def test_before_anything_is_measured_there_is_a_row_all_the_same() -> None:
    found = result_table([tuned([member(0, 0, Status.QUEUED, figures={}, reached=None)])])
    assert texts(found, found.rows[0])["test.accuracy"] == "–"
    assert baseline_of([tuned()]) is None


def test_without_its_baseline_nothing_is_compared() -> None:
    found = result_table([tuned(), remedy()])
    assert "difference" not in {column.name for column in found.columns}
    assert not any("Differences" in note for note in found.notes)


def test_data_that_changed_between_variants_is_told() -> None:
    other = tuned([member(seed, 0.9, data="d2") for seed in range(5)])
    assert any(note.startswith("the data is not the same") for note in result_table([group(), other]).notes)
