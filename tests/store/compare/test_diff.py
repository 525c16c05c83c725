import pytest

from store.compare.basis import about_figures
from store.compare.diff import Diff, diff
from store.compare.groups import Group
from store.compare.numbers import MINUS
from store.compare.table import Cell, Row, Table
from store.status import Status
from tests.store.compare.scene import ACCURACIES, CATALOGUE, group, member, remedy, tuned


def row(table: Table, key: str) -> Row:
    return next(row for row in table.rows if row.key == key)


def cell(table: Table, key: str, column: str) -> Cell:
    place = [column.name for column in table.columns].index(column)
    return row(table, key).cells[place]


def metrics(baseline: Group, *others: Group) -> Table:
    return diff(baseline, others, CATALOGUE).shortened().metrics


@pytest.fixture
def both() -> Diff:
    return diff(group(), [tuned(), remedy()], CATALOGUE).shortened()


def test_settings_have_a_column_for_each_group_and_tell_what_differs_from_the_baseline(both: Diff) -> None:
    assert [column.name for column in both.settings.columns] == [
        "setting",
        "baseline",
        "tuned",
        "tuned.difference",
        "remedy",
        "remedy.difference",
    ]
    cells = row(both.settings, "regularizers.dropout.rate").cells
    assert [(cell.text, cell.mark) for cell in cells[1:]] == [
        ("0.2", ""),
        ("0.6", "differs"),
        ("×3", ""),
        ("0.2", ""),
        ("", ""),
    ]


def test_a_method_that_is_off_reads_off_and_is_false_for_scripts(both: Diff) -> None:
    found = [cell(both.settings, "regularizers.pruning.share", name) for name in ("baseline", "tuned", "remedy")]
    assert [(one.text, one.value) for one in found] == [("off", False), ("off", False), ("0.3", 0.3)]
    flips = [cell(both.settings, "regularizers.flip", name).text for name in ("baseline", "tuned", "remedy")]
    assert flips == ["off", "on", "off"]


def test_a_missing_setting_is_a_dash_and_nothing_for_scripts() -> None:
    sgd = group("tuned", {"optimizer": {"name": "sgd", "lr": 0.001, "momentum": 0.9}})
    found = cell(diff(group(), [sgd], CATALOGUE).settings, "optimizer.momentum", "baseline")
    assert (found.text, found.value) == ("–", None)


def test_with_everything_equal_rows_and_lesser_figures_are_there_too() -> None:
    everything = diff(group(), [tuned()], CATALOGUE)
    some = everything.shortened()
    assert len(everything.settings.rows) > len(some.settings.rows)
    assert cell(everything.settings, "network.name", "tuned").mark == "dim"
    assert row(everything.metrics, "train.batch_loss")
    assert "train.batch_loss" not in {row.key for row in some.metrics.rows}


def test_figures_are_mean_and_spread_and_their_difference_has_an_interval(both: Diff) -> None:
    assert cell(both.metrics, "test.accuracy", "baseline").text == "0.959 ± 0.005"
    assert cell(both.metrics, "test.accuracy", "tuned").value == pytest.approx(
        {"mean": 0.891, "spread": 0.0121, "n": 5}, abs=1e-4
    )
    found = cell(both.metrics, "test.accuracy", "tuned.difference")
    assert (found.text[:9], found.mark) == (f"{MINUS}0.068 ± ", "worse")
    assert found.value["mean"] == pytest.approx(-0.068)
    assert found.value["n"] == 5


def test_a_difference_that_chance_explains_is_not_called_anything(both: Diff) -> None:
    found = cell(both.metrics, "test.accuracy", "remedy.difference")
    assert found.mark == "dim"
    assert cell(both.metrics, "test.accuracy", "remedy.verdict").value == {
        "verdict": "no difference that matters",
        "seeds": None,
    }
    assert float(cell(both.metrics, "test.accuracy", "remedy.p").text) > 0.05


def test_less_loss_is_better_and_a_gap_is_neither(both: Diff) -> None:
    assert cell(both.metrics, "test.loss", "tuned.difference").text.startswith("+")
    assert cell(both.metrics, "test.loss", "tuned.verdict").text == "worse"
    assert cell(both.metrics, "gap.accuracy", "tuned.difference").mark == ""
    assert cell(both.metrics, "gap.accuracy", "tuned.verdict").text == "–"
    assert cell(both.metrics, "forgotten.accuracy", "tuned.difference").mark == "worse"


def test_one_seed_has_no_spread_no_interval_and_no_verdict() -> None:
    table = metrics(group(members=[member(0, 0.96)]), tuned([member(0, 0.88)]))
    assert cell(table, "test.accuracy", "tuned").text == "0.880"
    assert cell(table, "test.accuracy", "tuned.difference").text == f"{MINUS}0.080"
    assert cell(table, "test.accuracy", "tuned.verdict").text == "can't tell from one seed"
    assert "tuned.p" not in {column.name for column in table.columns}
    assert table.notes[:2] == (
        "One seed each: there is no spread.",
        "Whether a difference is more than chance cannot be told of the settings, only of these two runs.",
    )


def test_of_one_run_nothing_is_said_about_two() -> None:
    assert about_figures([group(members=[member(0, 0.96)])]) == ("One seed: there is no spread.",)
    several = [group(members=[member(0, 0.9)]), tuned([member(0, 0.8)]), remedy([member(0, 0.85)])]
    assert about_figures(several)[1].endswith("only of these runs.")


def test_runs_that_failed_do_not_count_and_are_told() -> None:
    members = [member(seed, value) for seed, value in enumerate(ACCURACIES["tuned"])]
    found = diff(group(), [tuned([*members[:4], member(4, 0.1, Status.FAILED)])], CATALOGUE)
    assert cell(found.metrics, "test.accuracy", "tuned").value["n"] == 4
    assert found.notes[0] == "tuned: 4 of 5 runs finished (failed: seed 4); only finished runs are counted."


def test_figures_so_far_are_shown_but_not_judged() -> None:
    members = [member(seed, value, Status.RUNNING) for seed, value in enumerate(ACCURACIES["tuned"])]
    found = diff(group(), [tuned(members)], CATALOGUE)
    assert cell(found.metrics, "test.accuracy", "tuned.difference").mark != "worse"
    assert "no difference to them is judged" in found.notes[0]


def test_a_figure_that_only_one_group_has_is_a_dash_in_the_other() -> None:
    table = metrics(group(), tuned([member(0, 0.9, figures={"mine.wonder": 3.0})]))
    assert [cell.text for cell in row(table, "mine.wonder").cells[1:]] == ["–", "3", "–", "–"]


def test_before_anything_is_measured_the_diff_says_so() -> None:
    queued = [member(0, 0, Status.QUEUED, figures={})]
    found = diff(group(members=queued), [tuned(queued)], CATALOGUE)
    assert found.metrics.rows == ()
    assert found.metrics.notes == ("Nothing has been measured yet.",)


def test_no_difference_is_said_in_a_sentence() -> None:
    found = diff(group(), [group("remedy")], CATALOGUE).shortened()
    assert (found.settings.rows, found.settings.notes) == ((), ("No setting differs.",))


def test_memory_is_read_in_mebibytes_and_kept_in_bytes() -> None:
    found = cell(metrics(group(), tuned()), "speed.peak_memory", "baseline")
    assert found.text == "512 ± 0"
    assert found.value["mean"] == 512 * 2**20


def test_figures_of_other_examples_are_shown_and_not_compared() -> None:
    other = group("tuned", {"data.classes": [0, 1]}, [member(seed, 0.5) for seed in range(5)])
    (row,) = [row for row in diff(group(), [other], CATALOGUE).metrics.rows if row.key == "test.accuracy"]
    assert [cell.text for cell in row.cells[1:]] == ["0.959 ± 0.005", "0.500 ± 0.000", "–", "–", "–"]
