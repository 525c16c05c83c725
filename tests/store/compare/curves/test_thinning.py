"""Long curves made short."""

from math import isnan, nan

from store.compare.curves.model import Band, Curve
from store.compare.curves.thinning import thinned


def test_a_short_curve_stays_as_it_is() -> None:
    curve = Curve("a", range(40), [0.0] * 40)
    assert thinned(curve, 10) is curve


def test_of_each_part_the_first_the_extremes_and_the_last_stay() -> None:
    short = thinned(Curve("a", range(10), [3, 9, 1, 5, 4, 7, 7, 7, 7, 8], measured=8.5), 2)
    assert list(short.steps) == [0, 0, 0, 0, 5, 5, 5, 9]
    assert list(short.values) == [3, 1, 9, 4, 7, 7, 8, 8]
    assert short.end == 8.5


def test_a_band_keeps_its_widest_and_a_part_without_numbers_stays_a_gap() -> None:
    lows, highs = [nan] * 5 + [1.0, 0.5, nan, 1.0, 1.0], [nan] * 5 + [2.0, 2.0, nan, 2.5, 2.0]
    short = thinned(Curve("a", range(10), [nan] * 5 + [1.5] * 5, 0, Band(lows, highs, is_range=True)), 2)
    assert short.band
    assert short.band.is_range
    assert all(map(isnan, [*short.values[:4], *short.band.lows[:4], *short.band.highs[:4]]))
    assert short.band.lows[4:] == [0.5] * 4
    assert short.band.highs[4:] == [2.5] * 4


def test_the_last_value_as_measured_is_that_of_the_whole_curve() -> None:
    assert thinned(Curve("a", range(100), [*range(99), nan]), 3).measured is not None
    assert thinned(Curve("a", range(100), range(100)), 3).end == 99
