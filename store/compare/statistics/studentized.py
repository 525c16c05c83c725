"""Chances of normal values over an estimated spread: of the largest of several (Dunnett 1955), and of one that is off.

Both are means over the spread's own chance, taken by the trapezoid rule on its logarithm, where the density is smooth
and dies out on both sides: the error falls exponentially with the number of nodes.
"""

import math
from functools import lru_cache

from store.compare.statistics.student import LEVEL, t_quantile, two_sided_p

NODES_A_WIDTH = 3
"""Nodes on one standard deviation of what is integrated over."""
REACH = 8.5
"""Standard deviations of a normal variable beyond which nothing is left to add."""
NEGLIGIBLE = math.log(1e-14)


@lru_cache(maxsize=256)
def spread_nodes(freedom: float) -> tuple[tuple[float, float], ...]:
    """Return values of s and their weights, for means over s² ~ χ²/freedom."""
    step = 1 / (NODES_A_WIDTH * math.sqrt(2 * freedom))
    constant = math.log(2 * step) + freedom / 2 * math.log(freedom / 2) - math.lgamma(freedom / 2)

    def weight(place: int) -> float:
        log = place * step
        return constant + freedom * log - freedom / 2 * math.exp(2 * log)

    below = next(place for place in range(0, -(10**6), -1) if weight(place) < NEGLIGIBLE)
    above = next(place for place in range(10**6) if weight(place) < NEGLIGIBLE)
    return tuple((math.exp(place * step), math.exp(weight(place))) for place in range(below, above + 1))


def largest_p(t: float, freedom: float, count: int) -> float:
    """Return P(max |Tᵢ| > |t|) for `count` means that are compared with one of as many values (correlation ½)."""
    if count == 1:
        return two_sided_p(t, freedom)
    return min(math.fsum(weight * _any_beyond(abs(t) * s, count) for s, weight in spread_nodes(freedom)), 1.0)


@lru_cache(maxsize=1024)
def largest_quantile(freedom: float, count: int, level: float = LEVEL) -> float:
    """Return t with P(max |Tᵢ| ≤ t) = level, by secants of the chance's logarithm, which is nearly straight.

    They begin at what holds for one alone, and at what holds however many depend on each other (Bonferroni).
    """
    if count == 1:
        return t_quantile(freedom, level)

    def excess(t: float) -> float:
        return math.log(largest_p(t, freedom, count) / (1 - level))

    before, now = t_quantile(freedom, level), t_quantile(freedom, 1 - (1 - level) / count)
    off_before, off = excess(before), excess(now)
    while abs(off) > 1e-10 and now != before:
        before, now = now, now - off * (now - before) / (off - off_before)
        off_before, off = off, excess(now)
    return now


def power(shift: float, freedom: float, critical: float) -> float:
    """Return P(|T| > critical) where T lies `shift` standard errors off (the noncentral t distribution)."""
    return math.fsum(
        weight * (_tail(critical * s - shift) + _tail(critical * s + shift)) for s, weight in spread_nodes(freedom)
    )


@lru_cache(maxsize=1)
def _shared_nodes() -> tuple[tuple[float, float], ...]:
    """Return normal values over √2, and their weights; of each two of opposite signs one, as they do the same here."""
    step = 1 / NODES_A_WIDTH
    places = range(round(REACH / step) + 1)
    heights = [step * math.exp(-((place * step) ** 2) / 2) / math.sqrt(2 * math.pi) for place in places]
    return tuple((place * step / math.sqrt(2), (2 if place else 1) * heights[place]) for place in places)


def _any_beyond(bound: float, count: int) -> float:
    """Return the chance that of `count` standard normal values with correlation ½ any is beyond ± bound.

    Given what they share, they are independent.
    """
    erfc = math.erfc  # written out: a comparison takes this a hundred thousand times
    return math.fsum(
        weight * any_of((erfc(bound - shared) + erfc(bound + shared)) / 2, count) for shared, weight in _shared_nodes()
    )


def any_of(chance: float, count: int) -> float:
    """Return the chance of at least one of several independent events; small chances keep their digits."""
    return 1.0 if chance >= 1 else -math.expm1(count * math.log1p(-chance))


def _tail(z: float) -> float:
    """Return P(Z > z) of a standard normal variable."""
    return math.erfc(z / math.sqrt(2)) / 2
