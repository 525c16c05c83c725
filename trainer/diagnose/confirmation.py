"""An answer held against figures that nothing was judged by: fresh seeds, and the test set."""

from collections.abc import Mapping
from dataclasses import dataclass

from store.compare.statistics.deltas import Delta, difference
from trainer.diagnose.evidence import BASELINE, Evidence, Mixture
from trainer.diagnose.sequential import does_it

Figures = Mapping[Mixture, Mapping[int, float]]
"""By mixture and seed; more is better."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the guilty changes do, each difference with its 95 % interval, over fresh seeds."""

    decline: Delta
    """What the tuned configuration lost."""
    brought: Delta
    """What the guilty alone lose on the baseline."""
    recovered: Delta
    """What comes back when they are put back in the tuned configuration."""
    holds: bool
    """Whether all three are clear, and the guilty account for the share that is asked of them."""

    @property
    def shares(self) -> tuple[float | None, float | None]:
        """Which share of the decline is brought alone, and recovered; None where there is no decline."""
        whole = self.decline.mean
        return (self.brought.mean / whole, self.recovered.mean / whole) if whole else (None, None)


def confirm(figures: Figures, guilty: Mixture, tuned: Mixture, share: float) -> Confirmation | None:
    """Hold an answer against figures of baseline, tuned, the guilty alone on the baseline, and tuned without them.

    None where one of these has no figures at all.
    """
    rest = tuned - guilty
    decline, brought, recovered = (
        difference(figures[worse], figures[better])
        for better, worse in ((BASELINE, tuned), (BASELINE, guilty), (rest, tuned))
    )
    if decline is None or brought is None or recovered is None:
        return None
    weights = does_it(guilty, rest, BASELINE, tuned, share).weights
    seeds = sorted(set.intersection(*(set(figures[mixture]) for mixture in weights)))
    evidence = Evidence({mixture: [figures[mixture][seed] for seed in seeds] for mixture in weights})
    enough, _ = evidence.contrast(weights)
    clear = all(delta.clear and delta.mean > 0 for delta in (decline, brought, recovered))
    return Confirmation(decline, brought, recovered, holds=clear and enough >= 0)
