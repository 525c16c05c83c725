"""Sequential tests: figures are asked for until it is clear which of two levels a mixture has (Wald 1945).

After each batch of seeds the ratio of the likelihoods of yes and no decides, or more seeds are asked for. The noise is
estimated from all figures so far; while these are few, it is taken larger than it seems, so that a lucky start decides
nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from store.compare.statistics.alike import chi_square_p
from trainer.diagnose.evidence import Evidence, Mixture

FEWEST = 2
"""Seeds before anything is decided."""
CAUTION = 0.25
"""The chance that the noise is truly larger than it is taken to be."""
STRICT = 1.5
"""How clear it has to be that a set is enough: two of three equal culprits bring two thirds, which is near to ρ."""


@dataclass(frozen=True)
class Question:
    """Whether a contrast of mixtures, a weighted sum of their figures, is positive.

    It lies `half` of the way from the level of `better` to that of `worse` above zero if the answer is yes, and as far
    below if it is no.
    """

    weights: Mapping[Mixture, float]
    better: Mixture
    worse: Mixture
    half: float
    strictness: float = 1.0
    """By how much clearer than others its answer has to be."""

    def ratio(self, evidence: Evidence) -> float:
        """Return the logarithm of the likelihood ratio of yes to no, as far as is known."""
        found, n = evidence.contrast(self.weights)
        apart, known = evidence.contrast({self.better: 1.0, self.worse: -1.0})
        variance, freedom = evidence.noise()
        if n < FEWEST or not known or not freedom or apart <= 0:
            return 0.0
        spread = sum(weight * weight for weight in self.weights.values()) * variance * caution(freedom)
        return math.copysign(math.inf, found) if not spread else 2 * self.half * apart * found * n / spread


def nearer_the_worse(mixture: Mixture, better: Mixture, worse: Mixture) -> Question:
    """Ask whether a mixture is nearer to the worse of two others."""
    return Question(_sum((better, 0.5), (worse, 0.5), (mixture, -1.0)), better, worse, 0.5)


def does_it(guilty: Mixture, rest: Mixture, better: Mixture, worse: Mixture, share: float) -> Question:
    """Ask whether changes bring alone, and recover put back (`rest` has the others), on the mean at least a share."""
    weights = _sum((better, 0.5 - share), (worse, share - 0.5), (guilty, -0.5), (rest, 0.5))
    return Question(weights, better, worse, 1 - share, STRICT)


def _sum(*terms: tuple[Mixture, float]) -> dict[Mixture, float]:
    weights: dict[Mixture, float] = {}
    for mixture, weight in terms:
        weights[mixture] = weights.get(mixture, 0.0) + weight
    return weights


@lru_cache(maxsize=1024)
def caution(freedom: int) -> float:
    """Return by how much a variance that was estimated is multiplied, so that it is seldom too small."""
    low, high = 1e-9, float(freedom)
    while high - low > 1e-6 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if chi_square_p(middle, freedom) < 1 - CAUTION else (middle, high)
    return freedom / high
