"""Mixtures with seeds that are fixed beforehand: all are queued at once, waited for and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import Mixture
from trainer.diagnose.search import Wait
from trainer.settings.problems import PlanError

Plan = Mapping[Mixture, Sequence[int]]
"""With which seeds each mixture is to be had."""
FEWEST = 3
"""Seeds, where nobody says how many, and so few have been run with."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a plan: figures by mixture and seed, turned so that more is better; without those `refused`."""

    figures: dict[Mixture, dict[int, float]] = field(default_factory=dict)
    refused: dict[Mixture, str] = field(default_factory=dict)
    """Mixtures that cannot be had, because they do not go together, or a run of theirs failed, and why."""

    @property
    def runs(self) -> int:
        """How many figures there are."""
        return sum(map(len, self.figures.values()))


def refusals(bench: Bench, plan: Plan) -> dict[Mixture, str]:
    """Return the mixtures of a plan that do not go together, and why; nothing is queued for that."""
    found = {}
    for mixture in plan:
        try:
            bench.variant(mixture)
        except PlanError as error:
            found[mixture] = str(error)
    return found


def measure(bench: Bench, plan: Plan, wait: Wait) -> Measured:
    """Queue what the store lacks of a plan, wait for it, and return all its figures."""
    found = Measured(refused=refusals(bench, plan))
    runs = {mixture: bench.run(mixture, seeds) for mixture, seeds in plan.items() if mixture not in found.refused}
    wait([run for members in runs.values() for run in members], f"{len(runs)} mixtures")
    for mixture, members in runs.items():
        figures = bench.figures(members)
        if lost := bench.lost(members, figures):
            found.refused[mixture] = lost
        else:
            found.figures[mixture] = figures
    return found
