"""A trainer whose truth is planted, for bisections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from tests.simulations.leave_one_out import LeaveOneOut
from trainer.diagnose.bisection import Answer, Bisection
from trainer.diagnose.evidence import Mixture
from trainer.diagnose.inquiry import Rules

Effects = tuple[Mapping[str, float], Mapping[Mixture, float]]
"""What changes bring each by itself, and what some bring only together."""


@dataclass
class World:
    """A decline of 1 by all changes together, or none; `noise` is the spread of a run's figure around its truth."""

    changes: tuple[str, ...]
    alone: Mapping[str, float]
    together: Mapping[Mixture, float]
    guilty: Mixture
    noise: float
    chance: np.random.Generator
    runs: int = 0
    _seeds: dict[int, float] = field(default_factory=dict)

    def measure(self, mixture: Mixture, seed: int) -> float:
        """Return the figure of a run; what its seed brings to every mixture spreads by 1."""
        self.runs += 1
        if seed not in self._seeds:
            self._seeds[seed] = float(self.chance.normal())
        brought = sum(value for name, value in self.alone.items() if name in mixture)
        brought += sum(value for names, value in self.together.items() if names <= mixture)
        return self._seeds[seed] - brought + float(self.chance.normal(0, self.noise))


def drive(inquiry: Bisection | LeaveOneOut, world: World) -> Answer:
    """Measure whatever is asked for until there is an answer."""
    steps = inquiry.run()
    while True:
        try:
            wanted = next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        for mixture, count in wanted.items():
            figures = inquiry.measured.figures.setdefault(mixture, [])
            figures += [world.measure(mixture, seed) for seed in range(len(figures), count)]


def bisect(world: World, rules: Rules) -> Answer:
    """Return what a bisection answers."""
    return drive(Bisection(world.changes, rules=rules), world)


def leave_one_out(world: World, rules: Rules) -> Answer:
    """Return what putting back each change by itself answers, by the same test with the same error in all."""
    return drive(LeaveOneOut(world.changes, rules=rules), world)


def _one(names: list[str]) -> Effects:
    return {names[0]: 1.0}, {}


def _two(names: list[str]) -> Effects:
    return dict.fromkeys(names[:2], 0.5), {}


def _three(names: list[str]) -> Effects:
    return dict.fromkeys(names[:3], 1 / 3), {}


def _pair(names: list[str]) -> Effects:
    return {}, {frozenset(names[:2]): 1.0}


def _either(names: list[str]) -> Effects:
    return dict.fromkeys(names[:2], 1.0), {frozenset(names[:2]): -1.0}


def _hidden(names: list[str]) -> Effects:
    return {names[0]: 1.5, names[1]: -0.5}, {}


def _none(_names: list[str]) -> Effects:
    return {}, {}


PLOTS: dict[str, tuple[Callable[[list[str]], Effects], int, int]] = {
    "one culprit": (_one, 1, 1),
    "two, each half of it": (_two, 2, 2),
    "three, each a third": (_three, 3, 3),
    "two, only together": (_pair, 2, 2),
    "two, either is enough": (_either, 2, 2),
    "one, hidden by a helpful change": (_hidden, 2, 1),
    "no decline": (_none, 0, 0),
}
"""What is planted: the effects, how many changes take part in them, and how many of these are guilty."""


def world(plot: str, changes: int, noise: float, case: int) -> World:
    """Return a world; the same one whenever it is asked for."""
    effects, _, guilty = PLOTS[plot]
    chance = np.random.default_rng([*plot.encode(), changes, round(noise * 1000), case])
    names = tuple(f"c{place}" for place in range(changes))
    mixed = [str(name) for name in chance.permutation(names)]
    alone, together = effects(mixed)
    return World(names, alone, together, frozenset(mixed[:guilty]), noise, chance)
