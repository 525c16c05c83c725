from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from store.compare.statistics.deltas import Delta, difference, differences
from store.compare.statistics.verdicts import Verdict, judge, seeds_to_tell, smallest_seen

BASELINE = {0: 0.961, 1: 0.953, 2: 0.967, 3: 0.958, 4: 0.956}


def delta(mean: float, half: float) -> Delta:
    return Delta(mean, 5, "paired", error=half / float(stats.t.ppf(0.975, 4)), freedom=4)


@pytest.mark.parametrize(
    ("mean", "half", "verdict"),
    [
        (-0.10, 0.05, Verdict.WORSE),
        (+0.10, 0.05, Verdict.BETTER),
        (-0.015, 0.01, Verdict.WORSE),
        (-0.10, 0.15, Verdict.UNTOLD),
        (-0.005, 0.0049, Verdict.SAME),
        (-0.006, 0.001, Verdict.SAME),
        (-0.005, 0.006, Verdict.UNTOLD),
    ],
)
def test_a_verdict_is_what_the_whole_interval_says(mean: float, half: float, verdict: Verdict) -> None:
    assert judge(delta(mean, half), +1, margin=0.01) is verdict


def test_where_low_is_good_more_is_worse() -> None:
    assert judge(delta(+0.10, 0.05), -1, margin=0.01) is Verdict.WORSE
    assert judge(delta(-0.10, 0.05), -1, margin=0.01) is Verdict.BETTER


def test_without_a_margin_every_clear_difference_matters() -> None:
    assert judge(delta(-0.006, 0.001), +1, margin=0.0) is Verdict.WORSE


def test_one_pair_tells_nothing() -> None:
    assert judge(Delta(-0.3, 1), +1, margin=0.01) is Verdict.UNTOLD
    assert seeds_to_tell(Delta(-0.3, 1), margin=0.01) is None
    assert smallest_seen(Delta(-0.3, 1)) is None


def test_the_seeds_that_would_tell_are_the_fewest_that_do_four_times_in_five() -> None:
    found = delta(-0.05, 0.08)
    seeds = seeds_to_tell(found, margin=0.0)
    assert seeds is not None
    error = found.error or 0.0
    powers = []
    for n in (seeds - 1, seeds):
        shift, critical = 0.05 / (error * np.sqrt(5 / n)), stats.t.ppf(0.975, n - 1)
        powers.append(stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift))
    assert powers[0] < 0.8 <= powers[1]


def test_a_difference_far_within_the_margin_is_told_by_fewer_seeds_than_it_takes_to_find_it() -> None:
    found = delta(-0.001, 0.04)
    assert seeds_to_tell(found, margin=0.0) is None
    assert seeds_to_tell(found, margin=0.03) is not None


def test_the_smallest_difference_that_is_seen_is_seen_four_times_in_five() -> None:
    found = delta(-0.05, 0.08)
    smallest, error = smallest_seen(found), found.error
    assert smallest is not None
    assert error is not None
    assert stats.nct.sf(stats.t.ppf(0.975, 4), 4, smallest / error) == pytest.approx(0.8, abs=1e-3)


def test_more_groups_want_more_seeds() -> None:
    found = delta(-0.05, 0.08)
    assert (seeds_to_tell(replace(found, count=8), 0.0) or 0) > (seeds_to_tell(found, 0.0) or 0)


def test_eight_equal_variants_are_seldom_called_worse() -> None:
    generator = np.random.default_rng(3)
    false = 0
    for _ in range(300):
        figures = generator.normal(0.9, 0.01, (9, 3)) + generator.normal(0, 0.02, 3)
        base, *others = [dict(enumerate(map(float, row))) for row in figures]
        verdicts = [judge(one, +1, 0.0) for one in differences(base, others) if one]
        false += Verdict.WORSE in verdicts
    assert false <= 0.05 * 300


def test_what_scipy_calls_significant_is_clear() -> None:
    worse = {seed: value - 0.02 - seed / 1000 for seed, value in BASELINE.items()}
    found = difference(BASELINE, worse)
    assert found is not None
    assert judge(found, +1, 0.0) is Verdict.WORSE


def test_the_seeds_that_would_tell_that_nothing_matters_do_so_four_times_in_five() -> None:
    seeds = seeds_to_tell(delta(0.0, 0.0278), margin=0.01)
    assert seeds is not None
    chance, error = np.random.default_rng(4), 0.0278 / float(stats.t.ppf(0.975, 4))
    drawn = chance.normal(0, error * np.sqrt(5), (4000, seeds))
    half = stats.t.ppf(0.975, seeds - 1) * drawn.std(1, ddof=1) / np.sqrt(seeds)
    assert (abs(drawn.mean(1)) + half <= 0.01).mean() == pytest.approx(0.8, abs=0.05)
