"""Each change's share of a decline, by Shapley (1953): what it adds, on the mean over all orders of making the changes.

The shares sum to the whole decline, whatever the changes do to each other. They are exact where every mixture is
trained; otherwise orders are drawn (Castro, Gómez & Tejada 2009), one for each seed, and only the mixtures along them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from random import Random

from store.compare.statistics.deltas import Delta, mean_of
from store.errors import StoreError
from trainer.diagnose.asked import Asked
from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.fixed import FEWEST, Measured, Plan, measure, refusals
from trainer.diagnose.search import Wait

Order = tuple[str, ...]
"""Changes in the order in which they are made."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is trained: every mixture with each of the seeds, or with each seed the mixtures along its own order."""

    changes: tuple[str, ...]
    seeds: tuple[int, ...]
    orders: tuple[Order, ...] = ()
    """One for each seed; none where every mixture is trained."""

    @property
    def plan(self) -> Plan:
        """The mixtures with their seeds."""
        if not self.orders:
            return dict.fromkeys(map(frozenset, subsets(self.changes)), self.seeds)
        found: dict[Mixture, list[int]] = {}
        for seed, order in zip(self.seeds, self.orders, strict=True):
            for mixture in along(order):
                found.setdefault(mixture, []).append(seed)
        return found

    def of_seed(self, place: int, figures: Mapping[Mixture, float]) -> dict[str, float]:
        """Return each change's share of what was lost with the seed of a place."""
        if self.orders:
            return marginal(self.orders[place], figures)
        return shapley_values(self.changes, figures)


@dataclass(frozen=True, slots=True)
class Shapley:
    """Each change's share of the decline, the largest first: a mean over seeds, with Student's t interval."""

    design: Design
    shares: dict[str, Delta]
    """Empty where it cannot be computed."""
    decline: Delta | None
    measured: Measured


def design_of(bench: Bench, asked: Asked) -> Design:
    """Return what is trained: every mixture, if so many runs may be made, else the mixtures along drawn orders.

    Without a wish for seeds these are so many as both variants have finished with, at least three; and where orders are
    drawn, as many as may be. The same orders are drawn whenever it is asked for. Raises `StoreError` where even the
    fewest seeds take more runs than may be.
    """
    changes = tuple(bench.changes)
    number, along_one = asked.seeds or max(bench.finished_with(), FEWEST), len(changes) + 1
    if 2 ** len(changes) * number <= asked.most_runs:
        return Design(changes, tuple(bench.seeds(number)))
    number = asked.seeds or asked.most_runs // along_one
    if number < FEWEST or number * along_one > asked.most_runs:
        least = max(number, FEWEST) * along_one
        raise StoreError(f"--most-runs {asked.most_runs}: the shares of {len(changes)} changes take {least} at least")
    chance, seeds = Random("\n".join(changes)), tuple(bench.seeds(number))
    return Design(changes, seeds, tuple(tuple(chance.sample(changes, len(changes))) for _ in seeds))


def attribute(bench: Bench, wanted: Design, wait: Wait) -> Shapley:
    """Train what a design wants and return the shares; where a mixture does not go together, nothing is trained."""
    if refused := refusals(bench, wanted.plan):
        return Shapley(wanted, {}, None, Measured(refused=refused))
    return shares(wanted, measure(bench, wanted.plan, wait))


def shares(wanted: Design, measured: Measured) -> Shapley:
    """Return what the figures tell; nothing of any change where a mixture could not be had."""
    if measured.refused:
        return Shapley(wanted, {}, None, measured)
    each = []
    for place, seed in enumerate(wanted.seeds):
        figures = {mixture: values[seed] for mixture, values in measured.figures.items() if seed in values}
        each.append(wanted.of_seed(place, figures))
    found = {change: mean_of([one[change] for one in each]) for change in wanted.changes}
    found = dict(sorted(found.items(), key=lambda pair: -pair[1].mean))
    return Shapley(wanted, found, mean_of([math.fsum(one.values()) for one in each]), measured)


def shapley_values(changes: Sequence[str], figures: Mapping[Mixture, float]) -> dict[str, float]:
    """Return each change's share of `figures[none] - figures[all]`, from the figures of every mixture."""
    count, found = len(changes), {}
    for change in changes:
        others = [other for other in changes if other != change]
        found[change] = math.fsum(
            (figures[frozenset(some)] - figures[frozenset({*some, change})]) / (count * math.comb(count - 1, len(some)))
            for some in subsets(others)
        )
    return found


def marginal(order: Order, figures: Mapping[Mixture, float]) -> dict[str, float]:
    """Return what each change takes away when the changes are made in an order."""
    path = along(order)
    return {
        change: figures[before] - figures[after] for change, before, after in zip(order, path, path[1:], strict=False)
    }


def along(order: Order) -> list[Mixture]:
    """Return the mixtures that come about when changes are made in an order, from none to all."""
    return [BASELINE, *(frozenset(order[:made]) for made in range(1, len(order) + 1))]


def subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every choice of some names, the smallest first."""
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))
