from store.compare.by_variant import figures_table
from store.compare.table import Table
from store.status import Status
from tests.store.compare.scene import group, member, remedy, tuned

LABELS = ["baseline", "tuned", "remedy"]


def table() -> Table:
    return figures_table([group(), tuned(), remedy()], LABELS)


def test_each_figure_has_a_row_a_variant_with_seeds_and_verdict() -> None:
    rows = [row for row in table().rows if row.key == "test.accuracy"]
    assert [row.cells[0].text for row in rows] == LABELS
    assert [cell.text for cell in rows[1].cells] == [
        "tuned",
        "5",
        "0.891 ± 0.012",
        "\N{MINUS SIGN}0.068 ± 0.013",
        "worse",
    ]
    assert {row.group for row in rows} == {"test accuracy"}


def test_cost_and_start_are_left_to_the_diff_but_for_the_time() -> None:
    told = {row.key for row in table().rows}
    assert told >= {"test.accuracy", "source.accuracy", "forgotten.accuracy", "gap.accuracy", "time.seconds"}
    assert not told & {"speed.latency_1_ms", "start.test.accuracy", "epochs", "train.batch_loss"}


def test_a_variant_without_a_figure_has_no_row_and_nothing_measured_is_said() -> None:
    unmeasured = tuned([member(0, 0.9, Status.QUEUED, figures={})])
    assert {row.cells[0].text for row in figures_table([group(), unmeasured], LABELS[:2]).rows} == {"baseline"}
    assert figures_table([unmeasured], ["tuned"]).notes == ("Nothing has been measured yet.",)
