"""Means and bands over seeds."""

from math import isnan, nan
from pathlib import Path

import pytest

from store.compare.curves.course import Course
from store.compare.curves.seeds import Seeds, curve_metrics, evenly, interpolated, mean_curve, mean_curves, seeds_of
from store.compare.groups import group_of
from store.status import Status
from tests.support.stores import add_run, make_store


def course(values: list[float | None], seconds: float = 1.0) -> Course:
    made = Course("val.loss")
    made.extend(
        {"epoch": epoch, "seconds": seconds, "metrics": {} if value is None else {"val.loss": value}}
        for epoch, value in enumerate(values, 1)
    )
    return made


def same(found: object, expected: list[float]) -> None:
    assert found == pytest.approx(expected, nan_ok=True)


def test_a_curve_is_the_mean_over_the_seeds_as_far_as_half_of_them_went() -> None:
    curve = mean_curve("a", [course([1.0, 2.0, 3.0, 4.0]), course([3.0, None, 5.0]), course([2.0, 4.0])], 4)
    assert (curve.label, curve.tone) == ("a", 4)
    assert (curve.steps, curve.values) == ([1, 2, 3], [2.0, 3.0, 4.0])


def test_the_band_is_one_sample_standard_deviation_to_either_side() -> None:
    band = mean_curve("a", [course([1.0, 2.0]), course([3.0, 2.0]), course([2.0])]).band
    assert band
    assert not band.is_range
    same(band.lows, [1.0, 2.0])
    same(band.highs, [3.0, 2.0])


def test_the_band_of_two_seeds_is_their_range_where_both_have_a_value() -> None:
    band = mean_curve("a", [course([1.0, 2.0, 5.0]), course([4.0, None])]).band
    assert band
    assert band.is_range
    same(band.lows, [1.0, nan, nan])
    same(band.highs, [4.0, nan, nan])


def test_one_seed_is_drawn_as_it_is_and_has_no_band() -> None:
    curve = mean_curve("a", [course([1.0, None, 3.0])])
    assert (curve.steps, curve.values, curve.band) == ([1, 3], [1.0, 3.0], None)
    assert mean_curve("a", [course([1.0, 2.0]), course([])]).band is None


def test_without_runs_or_values_there_is_no_point() -> None:
    for by_time in (False, True):
        assert list(mean_curve("a", [], by_time=by_time).values) == []
        assert list(mean_curve("a", [course([]), course([])], by_time=by_time).values) == []


def test_by_time_runs_of_different_speed_are_compared_at_common_times() -> None:
    """Both lose one a second, so both are at 10 - t, whatever an epoch takes."""
    fast = course([10.0 - epoch for epoch in range(1, 9)], 1.0)
    slow = course([10.0 - 2 * epoch for epoch in range(1, 5)], 2.0)
    curve = mean_curve("a", [fast, slow], by_time=True)
    assert (curve.steps[0], curve.steps[-1]) == (1.0, 8.0)
    same(curve.values, [10.0 - step for step in curve.steps])
    assert curve.band
    same(curve.band.lows, [10.0 - step if step >= 2 else nan for step in curve.steps])


def test_by_time_a_curve_goes_as_far_as_half_of_the_runs_went() -> None:
    runs = [course([1.0] * 3), course([1.0] * 6), course([1.0] * 10, 0.77)]
    steps = mean_curve("a", runs, by_time=True).steps
    assert (steps[0], steps[-1]) == (1.0, 6.0)


def test_runs_of_unknown_duration_are_left_out_by_time_and_counted() -> None:
    untimed = course([9.0, 9.0], nan)
    by_time = mean_curve("a", [course([1.0, 2.0]), untimed], by_time=True)
    assert (by_time.steps, by_time.values, by_time.untimed) == ([1.0, 2.0], [1.0, 2.0], 1)
    assert mean_curve("a", [course([1.0, 2.0]), untimed]).untimed == 0
    assert mean_curve("a", [untimed], by_time=True).untimed == 1


def test_epochs_that_took_no_time_divide_nothing_by_zero() -> None:
    curve = mean_curve("a", [course([1.0, 2.0], 0.0), course([3.0, 4.0], 0.0)], by_time=True)
    assert list(curve.steps) == [0.0]
    assert 2.0 <= curve.values[0] <= 3.0


def test_interpolation_is_linear_within_and_nothing_outside() -> None:
    found = interpolated([1.0, 2.0, 4.0], [10.0, 20.0, 0.0], [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 4.1])
    assert [isnan(value) for value in found] == [True, False, False, False, False, False, True]
    assert found[1:6] == [10.0, 15.0, 20.0, 10.0, 0.0]
    assert interpolated([1.0], [7.0], [1.0]) == [7.0]


def test_even_steps_begin_and_end_where_they_are_to() -> None:
    assert evenly(1.0, 2.0, 3) == [1.0, 1.5, 2.0]
    assert evenly(0.1, 0.7, 8)[-1] == 0.7
    assert evenly(2.0, 2.0, 5) == [2.0]
    assert evenly(3.0, 2.0, 5) == []


def test_runs_that_failed_do_not_bend_the_curves_of_those_that_finished(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2, variants=("baseline", "tuned"), epochs=6)
    runs = store.find_group("decline/tuned")
    before = mean_curves("val.accuracy", [seeds_of("tuned", group_of(runs), runs)])
    failed = add_run(
        store.root, variant="tuned", seed=5, status=Status.FAILED, epochs=6, config=dict(runs[0].record["config"])
    )
    seeds = seeds_of("tuned", group_of([*runs, failed]), [*runs, failed])
    assert len(seeds.runs) == 1
    assert mean_curves("val.accuracy", [seeds]) == before


def test_what_has_been_taken_does_not_grow_while_it_is_drawn(tmp_path: Path) -> None:
    run = add_run(tmp_path, epochs=3)
    seeds = seeds_of("a", group_of([run]), [run])
    run.history().add({"kind": "epoch", "epoch": 4, "metrics": {"val.loss": 1.0}})
    assert len(seeds.runs[0]) == 3


def test_metrics_are_those_of_any_run_in_their_usual_order() -> None:
    one, other = ({"metrics": {"train.loss": 1.0}},), ({"metrics": {"val.loss": 1.0, "val.accuracy": 1.0}},)
    assert curve_metrics([Seeds("a", (one, ())), Seeds("b", (other,))]) == ("val.accuracy", "val.loss", "train.loss")
    assert curve_metrics([]) == ()
