"""The list behind the runs screen."""

from msgspec.structs import replace

from store.row import Row
from store.status import Status
from tests.tui.rows import measured, row
from tui.listing.order import Order
from tui.listing.runlist import RunList


def make(*rows: Row) -> RunList:
    made = RunList(rows)
    made.folds.variants_open = True
    made.lines()
    return made


def test_a_new_figure_changes_the_three_lines_that_the_run_stands_in() -> None:
    before = row("tuned", 0, status=Status.RUNNING, epoch=1)
    runs = make(before, row("tuned", 1))
    after = replace(before, epoch=2)
    lines = runs._lines
    keys = runs.change(after)
    assert set(keys) == {"e/decline", "v/decline/tuned/hash-of-tuned", "tuned-0"}
    assert all(any(one is after for one in lines[key].rows) for key in keys)
    assert len(lines["e/decline"].rows) == 2


def test_an_end_or_an_unknown_run_makes_all_lines_anew() -> None:
    before = row("tuned", 0, status=Status.RUNNING)
    runs = make(before)
    assert runs.change(replace(before, status=Status.FINISHED)) == ()
    assert runs.change(row("tuned", 1)) == ()
    assert [line.title for line in runs.lines()] == ["decline", "tuned", "seed 0", "seed 1"]


def test_an_epoch_sorts_anew_only_where_the_order_is_by_figures() -> None:
    before = row("tuned", 0, status=Status.RUNNING, epoch=1)
    runs = make(before)
    runs.order = Order("best")
    after = replace(before, epoch=2)
    assert runs.change(after) == ()
    assert runs.change(replace(after, seconds=3.0)) != ()


def test_a_filter_hides_runs_and_a_run_that_comes_to_pass_it_is_shown() -> None:
    before = row("tuned", 0, status=Status.RUNNING)
    runs = make(before, measured("other", 0.5))
    runs.accepts = lambda one: one.epoch > 3
    assert runs.lines() == []
    assert runs.change(replace(before, epoch=4)) == ()
    assert [line.title for line in runs.lines()] == ["decline", "tuned", "seed 0"]


def test_lines_that_come_out_the_same_stay_and_others_are_made_anew() -> None:
    running = row("tuned", 0, status=Status.RUNNING, epoch=1)
    runs = make(running, row("other", 0))
    before = {line.key: line for line in runs.lines()}
    runs.order = Order("name", reverse=True)
    runs.change(replace(running, status=Status.FINISHED))
    after = {line.key: line for line in runs.lines()}
    stayed = {key for key, line in after.items() if line is before[key]}
    assert stayed == {"v/decline/other/hash-of-other", "other-0"}
    runs.folds.turn_all()
    assert runs.lines()[1] is not after[runs.lines()[1].key], "it is folded now"


def test_a_baseline_that_has_been_tested_is_what_others_compare_with_at_once() -> None:
    going_on = row("baseline", 0, status=Status.RUNNING)
    runs = make(going_on, measured("tuned", 0.75))
    assert {line.title: line.delta for line in runs.lines()}["tuned"] is None
    runs.change(replace(going_on, status=Status.FINISHED, figures={"test.accuracy": 0.5}))
    assert {line.title: line.delta for line in runs.lines()}["tuned"] == 0.25
