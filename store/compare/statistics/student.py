"""Student's t distribution."""

import math
from functools import lru_cache
from statistics import NormalDist

LEVEL = 0.95
"""Of every interval."""
NEARLY_NORMAL = 1e7
"""From so many degrees of freedom on, t and the normal distribution agree in the first seven digits."""


@lru_cache(maxsize=1024)
def t_quantile(freedom: float, level: float = LEVEL) -> float:
    """Return t with P(|T| ≤ t) = level, for `freedom` ≥ 1 degrees of freedom.

    Newton's method on the two-sided tail, which is convex and falling: from the normal quantile, which lies below t,
    the steps approach t from one side and cannot leave it.
    """
    t = NormalDist().inv_cdf((1 + level) / 2)
    if freedom >= NEARLY_NORMAL:
        return t
    for _ in range(60):
        step = (two_sided_p(t, freedom) - (1 - level)) / (2 * _density(t, freedom))
        t += step
        if abs(step) <= 1e-13 * t:
            break
    return t


def two_sided_p(t: float, freedom: float) -> float:
    """Return P(|T| > |t|), a regularized incomplete beta function (Abramowitz & Stegun 1964, 26.7.1 and 26.5.8)."""
    x, a, b = freedom / (freedom + t * t), freedom / 2, 0.5
    if x >= 1:
        return 1.0
    if not x:
        return 0.0
    rest = t * t / (freedom + t * t)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(rest, b, a) / b


def _density(t: float, freedom: float) -> float:
    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(math.pi * freedom) / 2
    return math.exp(log - (freedom + 1) / 2 * math.log1p(t * t / freedom))


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method (Thompson & Barnett 1986)."""
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    value = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
