import math

import numpy as np
import pytest
from scipy import stats

from tests.simulations.leave_one_out import recovers
from trainer.diagnose.evidence import BASELINE, Evidence, Mixture
from trainer.diagnose.sequential import CAUTION, caution, does_it, nearer_the_worse

A, REST, ALL = frozenset("a"), frozenset("bc"), frozenset("abc")


def evidence_of(levels: dict[Mixture, float], seeds: int = 4, noise: float = 0.1) -> Evidence:
    chance = np.random.default_rng(2)
    return Evidence(
        {
            mixture: [float(level + 7 * seed + chance.normal(0, noise)) for seed in range(seeds)]
            for mixture, level in levels.items()
        }
    )


@pytest.mark.parametrize("freedom", [1, 4, 30])
def test_noise_is_taken_larger_so_that_it_is_seldom_too_small(freedom: int) -> None:
    assert stats.chi2.cdf(freedom / caution(freedom), freedom) == pytest.approx(CAUTION, abs=1e-4)


def test_a_mixture_is_nearer_to_the_level_that_it_has() -> None:
    for level, sign in ((0.0, -1), (-1.0, 1)):
        found = nearer_the_worse(A, BASELINE, ALL).ratio(evidence_of({BASELINE: 0.0, ALL: -1.0, A: level}))
        assert math.copysign(1, found) == sign
        assert abs(found) > 5


@pytest.mark.parametrize(("recovered", "sign"), [(1.0, 1), (0.95, 1), (0.6, -1), (0.0, -1)])
def test_recovery_is_held_against_its_share(recovered: float, sign: int) -> None:
    evidence = evidence_of({BASELINE: 0.0, ALL: -1.0, REST: recovered - 1}, seeds=40)
    assert math.copysign(1, recovers(REST, BASELINE, ALL, 0.8).ratio(evidence)) == sign


@pytest.mark.parametrize(("brought", "recovered", "sign"), [(1, 1, 1), (0.9, 0.9, 1), (0.9, 0.4, -1), (0.5, 0.5, -1)])
def test_guilt_is_the_mean_of_what_is_brought_and_what_is_recovered(
    brought: float, recovered: float, sign: int
) -> None:
    evidence = evidence_of({BASELINE: 0.0, ALL: -1.0, A: -brought, REST: recovered - 1}, seeds=40)
    assert math.copysign(1, does_it(A, REST, BASELINE, ALL, 0.8).ratio(evidence)) == sign


def test_the_ratio_is_that_of_the_two_normal_likelihoods() -> None:
    evidence = evidence_of({BASELINE: 0.0, ALL: -1.0, A: -0.7}, seeds=6)
    question = nearer_the_worse(A, BASELINE, ALL)
    mean, n = evidence.contrast(question.weights)
    apart, _ = evidence.contrast({BASELINE: 1.0, ALL: -1.0})
    variance, freedom = evidence.noise()
    error = math.sqrt(1.5 * variance * caution(freedom) / n)
    yes, no = (stats.norm.logpdf(mean, side * apart / 2, error) for side in (1, -1))
    assert question.ratio(evidence) == pytest.approx(yes - no)


def test_one_seed_or_no_decline_decides_nothing() -> None:
    question = nearer_the_worse(A, BASELINE, ALL)
    assert question.ratio(evidence_of({BASELINE: 0.0, ALL: -1.0, A: -1.0}, seeds=1)) == 0.0
    assert question.ratio(evidence_of({BASELINE: 0.0, ALL: 1.0, A: -1.0})) == 0.0


def test_without_any_noise_two_seeds_decide() -> None:
    evidence = Evidence({BASELINE: [1.0, 1.0], ALL: [0.0, 0.0], A: [0.0, 0.0]})
    assert nearer_the_worse(A, BASELINE, ALL).ratio(evidence) == math.inf
