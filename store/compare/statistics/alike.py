"""Whether groups spread alike, so that their spreads may be pooled (Bartlett 1937)."""

import math
from collections.abc import Sequence

DOUBT = 0.25
"""P below which spreads count as unlike: high, since few seeds show little, and to pool what is unlike misleads."""


def are_alike(variances: Sequence[float], freedom: int) -> bool:
    """Say whether variances of equal freedom may be of one size; ones of which some are zero are not."""
    if min(variances) <= 0:
        return False
    return bartlett_p(variances, freedom) >= DOUBT


def bartlett_p(variances: Sequence[float], freedom: int) -> float:
    """Return the chance of variances that differ at least so much if they were of one size."""
    count = len(variances)
    apart = count * math.log(math.fsum(variances) / count) - math.fsum(map(math.log, variances))
    correction = 1 + (count + 1) / (3 * count * freedom)
    return chi_square_p(freedom * apart / correction, count - 1)


def chi_square_p(value: float, freedom: int) -> float:
    """Return P(χ² > value) (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5)."""
    x = max(value, 0.0) / 2
    odd = freedom % 2
    total = math.erfc(math.sqrt(x)) if odd else math.exp(-x)
    term = math.exp(-x) * (2 * math.sqrt(x / math.pi) if odd else x)
    for step in range((freedom - 1) // 2):
        total += term
        term *= x / (step + (1.5 if odd else 2))
    return total
