"""The run list as lines."""

from store.names import FRESH
from store.status import Status
from tests.tui.rows import lines_of, look, measured, row, titles
from tui.listing.fields import FIELDS
from tui.listing.folds import Folds
from tui.listing.grouping import build, places_of
from tui.listing.lines import time_left
from tui.listing.order import Order


def test_runs_fold_into_variants_and_these_into_experiments() -> None:
    rows = [row("baseline", 0), row("baseline", 1), row("tuned", 0), row("baseline", 0, experiment="other", id="x")]
    assert titles(lines_of(rows)) == ["decline", "baseline", "tuned", "other", "baseline"]
    assert [len(line.rows) for line in lines_of(rows)] == [3, 2, 1, 1, 1]


def test_an_open_variant_shows_its_runs_by_seed() -> None:
    lines = lines_of([row("tuned", 2), row("tuned", 0)], opened=True)
    assert titles(lines) == ["decline", "tuned", "seed 0", "seed 2"]
    assert [line.depth for line in lines] == [0, 1, 2, 2]


def test_a_variant_with_another_configuration_is_told_from_the_earlier_one() -> None:
    old = row("tuned", 0, config_hash="aaaaaaaaaa", created=1.0, id="old")
    lines = lines_of([old, row("tuned", 0, config_hash="bbbbbbbbbb", created=2.0)])
    assert titles(lines) == ["decline", "tuned@aaaaaa", "tuned"]
    assert [line.name for line in lines[1:]] == ["decline/tuned@aaaaaa", "decline/tuned"]


def test_a_variant_shows_mean_spread_and_difference_from_the_baselines_mean() -> None:
    rows = [measured("baseline", 0.9), measured("baseline", 0.8, 1), measured("tuned", 0.7), measured("tuned", 0.6, 1)]
    base, tuned = lines_of(rows)[1:]
    assert (round(base.test or 0, 6), base.delta) == (0.85, None)
    assert round(tuned.delta or 0, 6) == -0.2
    assert round(tuned.spread or 0, 6) == 0.070711


def test_what_an_answer_was_held_against_changes_no_figure_of_its_variant() -> None:
    fresh = [measured("baseline", 0.1, FRESH), measured("tuned", 0.1, FRESH)]
    base, tuned = lines_of([measured("baseline", 0.9), measured("tuned", 0.7), *fresh])[1:]
    assert (base.test, tuned.test, round(tuned.delta or 0, 6)) == (0.9, 0.7, -0.2)
    assert [len(line.rows) for line in (base, tuned)] == [2, 2], "they are there to be looked at"
    only = lines_of([measured("~tuned-dropout", 0.8, FRESH)])[1]
    assert only.test == 0.8


def test_the_mean_is_of_the_runs_that_have_the_figure() -> None:
    tuned = lines_of([measured("tuned", 0.5), row("tuned", 1, status=Status.RUNNING)])[1]
    assert (tuned.test, tuned.spread) == (0.5, None)


def test_every_order_keeps_all_lines() -> None:
    rows = [measured("baseline", 0.9), row("tuned", 0), row("tuned", 1, status=Status.FAILED)]
    for by in FIELDS:
        for reverse in (False, True):
            assert len(lines_of(rows, Order(by, reverse), opened=True)) == 6


def test_sorting_by_a_figure_puts_the_best_first_and_those_without_it_last_either_way() -> None:
    rows = [measured("low", 0.1), measured("high", 0.9), row("none")]
    assert titles(lines_of(rows, Order("test")))[1:] == ["high", "low", "none"]
    assert titles(lines_of(rows, Order("test", reverse=True)))[1:] == ["low", "high", "none"]


def test_a_loss_is_sorted_lowest_first() -> None:
    rows = [row(str(loss), best={"val.loss": loss, "epoch": 1}, last={"val.loss": loss}) for loss in (0.5, 0.1, 0.9)]
    for by in ("best", "last"):
        assert titles(lines_of(rows, Order(by)))[1:] == ["0.1", "0.5", "0.9"]


def test_sorting_by_status_puts_what_runs_first() -> None:
    rows = [row("done"), row("broken", status=Status.FAILED), row("live", status=Status.RUNNING)]
    assert titles(lines_of(rows, Order("status")))[1:] == ["live", "broken", "done"]


def test_the_newest_experiment_comes_first_and_variants_stay_as_they_were_made() -> None:
    rows = [row("b", created=1.0), row("a", created=2.0), row("c", experiment="new", created=3.0)]
    assert titles(lines_of(rows)) == ["new", "c", "decline", "b", "a"]


def test_a_field_that_is_chosen_again_sorts_the_other_way_round() -> None:
    assert Order().to("best") == Order("best")
    assert Order("best").to("best") == Order("best", reverse=True)
    assert Order("best", reverse=True).to("test") == Order("test")


def test_a_shut_experiment_hides_what_lies_inside() -> None:
    folds = Folds()
    assert folds.set("e/decline", "experiment", opened=False)
    assert not folds.set("e/decline", "experiment", opened=False)
    assert titles(build([row()], look(folds=folds))) == ["decline"]


def test_time_left_is_what_the_epochs_so_far_took() -> None:
    assert time_left(row(status=Status.RUNNING, epoch=4, epochs=10, seconds=8.0)) == 12.0
    assert time_left(row(status=Status.FINISHED, epoch=4, epochs=10, seconds=8.0)) is None
    assert time_left(row(status=Status.RUNNING, epoch=0, epochs=10)) is None


def test_keys_of_a_run_are_those_of_the_lines_that_it_stands_in() -> None:
    rows = [row("tuned", 3)]
    assert [line.key for line in lines_of(rows, opened=True)] == list(places_of(rows[0], "experiment"))


def test_a_variant_that_is_tested_on_other_examples_shows_no_difference() -> None:
    rows = [measured("baseline", 0.9), measured("source", 0.99), measured("tuned", 0.8), measured("old", 0.7)]
    for one, mark in zip(rows, ("aa", "bb", "aa", ""), strict=True):
        one.held_out = mark
    assert [line.delta is not None for line in lines_of(rows)[1:]] == [False, False, True, True]
