"""Two runs on the same examples: whether one errs more often than chance explains. It speaks of these runs alone."""

import math
from dataclasses import dataclass

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Flips:
    """Of `n` examples, how many only the baseline gets right (`lost`), and how many only the other run (`won`)."""

    n: int
    lost: int
    won: int

    @property
    def difference(self) -> float:
        """What the other run has more in accuracy."""
        return (self.won - self.lost) / self.n


def mcnemar_p(flips: Flips) -> float:
    """Return the chance of flips at least as one-sided if either way were as likely (McNemar 1947, exact)."""
    changed, fewer = flips.lost + flips.won, min(flips.lost, flips.won)
    if 2 * fewer == changed:
        return 1.0
    log_half = changed * math.log(2)
    log_ways = (math.lgamma(changed + 1) - math.lgamma(k + 1) - math.lgamma(changed - k + 1) for k in range(fewer + 1))
    return min(2 * math.fsum(math.exp(log - log_half) for log in log_ways), 1.0)


def bootstrap_interval(flips: Flips, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the difference in accuracy, by drawing examples anew (Efron 1979, percentiles)."""
    import numpy as np

    same = flips.n - flips.lost - flips.won
    chances = [flips.lost / flips.n, same / flips.n, flips.won / flips.n]
    drawn = np.random.default_rng(seed).multinomial(flips.n, chances, RESAMPLES)
    low, high = np.quantile((drawn[:, 2] - drawn[:, 0]) / flips.n, [0.025, 0.975])
    return float(low), float(high)
