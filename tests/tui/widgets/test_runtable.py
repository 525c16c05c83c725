"""What the lines of the run list say."""

from store.status import Status
from tests.tui.rows import lines_of, measured, row
from tui.listing.fields import FIELDS, USUAL
from tui.listing.order import Order
from tui.widgets.runtable import RunTable, columns_of, describe

SHOWN = [FIELDS[key] for key in USUAL]


def cell(line_number: int, column: str, *rows: object) -> tuple[str, str]:
    line = lines_of(rows, opened=True)[line_number]  # type: ignore[arg-type]
    return RunTable(SHOWN, Order()).cells(line)[USUAL.index(column)]


def test_a_group_shows_means_and_how_many_reached_the_goal() -> None:
    rows = [measured("tuned", 0.8, reached=True), measured("tuned", 0.9, 1, reached=False)]
    assert cell(1, "test", *rows) == ("0.8500", "strong")
    assert cell(1, "goal", *rows) == ("1/2", "bad")
    assert cell(1, "spread", *rows) == (".071", "dim")
    assert cell(2, "goal", *rows) == ("✓ yes", "good")
    assert cell(1, "name", *rows)[0] == "  ▾ tuned \N{MULTIPLICATION SIGN}2"


def test_the_best_and_last_figure_are_of_the_metric_that_selects() -> None:
    one = row(best={"val.macro_f1": 0.7, "epoch": 3}, last={"val.macro_f1": 0.6, "val.accuracy": 0.9})
    assert (cell(2, "best", one)[0], cell(2, "last", one)[0]) == ("0.7000", "0.6000")


def test_a_group_is_as_far_as_its_epochs_are() -> None:
    rows = [row(seed=0, epoch=10, epochs=10), row(seed=1, epoch=0, epochs=10)]
    assert cell(1, "epoch", *rows)[0] == "50 %"
    assert cell(2, "epoch", *rows)[0] == "10/10"


def test_time_left_of_a_group_is_that_of_its_longest_run() -> None:
    fast = row(seed=0, status=Status.RUNNING, epoch=5, epochs=10, seconds=5.0)
    slow = row(seed=1, status=Status.RUNNING, epoch=5, epochs=10, seconds=50.0)
    assert cell(1, "left", fast, slow) == ("50s", "live")
    assert cell(1, "left", row()) == ("", "")


def test_an_arrow_stands_at_the_column_that_is_sorted_by() -> None:
    assert "Best▾" in [column.title for column in columns_of(SHOWN, Order("best"))]
    assert "Left▴" in [column.title for column in columns_of(SHOWN, Order("left", reverse=True))]
    assert columns_of(SHOWN, Order()) == tuple(field.column for field in SHOWN)


def test_a_line_says_first_why_something_went_wrong() -> None:
    rows = [row(seed=0), row(seed=1, status=Status.FAILED, reason="out of memory")]
    group, _, failed = lines_of(rows, opened=True)[1:]
    assert describe(group) == "tuned, seed 1: failed: out of memory"
    assert describe(failed) == "failed: out of memory"


def test_otherwise_a_run_says_its_facts_and_a_group_its_tally() -> None:
    rows = [row(seed=0, device="CPU", seconds=61.0, note="mine", tags=("x",), goal="test.accuracy >= 0.9"), row(seed=1)]
    group, one, other = lines_of(rows, opened=True)[1:]
    assert describe(one) == "tuned-0  ·  CPU  ·  ran 1m 01s  ·  mine  ·  x  ·  goal test.accuracy >= 0.9"
    assert describe(other) == "tuned-1"
    assert describe(group) == "2 finished  ·  goal test.accuracy >= 0.9"
