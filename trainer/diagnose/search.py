"""A bisection driven to its answer: what it asks for is run, and its answer held against fresh seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store.run import Run
from trainer.diagnose.bench import Bench
from trainer.diagnose.bisection import Answer, Bisection
from trainer.diagnose.confirmation import Confirmation, confirm
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.inquiry import Step

FEWEST_FRESH = 5
"""Seeds that an answer is held against, at least."""

Wait = Callable[[Sequence[Run], str], None]
"""Waits until runs are over; the words say what they are for."""


@dataclass
class Search:
    """A bisection on a bench, with whoever waits for its runs and hears of its steps."""

    bench: Bench
    bisection: Bisection
    wait: Wait
    tell: Callable[[Step], None]
    _told: int = 0

    def answer(self) -> Answer:
        """Go on until there is an answer."""
        steps = self.bisection.run()
        while True:
            try:
                wanted = next(steps)
            except StopIteration as end:
                self._tell()
                answer: Answer = end.value
                return answer
            self._tell()
            runs = self.bench.queue(wanted, self.bisection.measured)
            self.wait(runs, ", ".join(self.bench.told(mixture) for mixture in wanted))
            self.bench.read(runs, self.bisection.measured)

    def confirmation(self, answer: Answer, figure: str) -> Confirmation | None:
        """Hold an answer against a figure of fresh seeds; None where runs of them failed."""
        tuned = self.bisection.tuned
        mixtures = dict.fromkeys((BASELINE, tuned, answer.guilty, tuned - answer.guilty))
        number = max(FEWEST_FRESH, self.bisection.evidence.seeds(*mixtures))
        seeds = self.bench.fresh_seeds(number)
        runs = {mixture: self.bench.run(mixture, seeds) for mixture in mixtures}
        self.wait([run for members in runs.values() for run in members], f"{number} fresh seeds for the answer")
        figures = {mixture: self.bench.figures(members, figure) for mixture, members in runs.items()}
        if any(not set(seeds) <= set(known) for known in figures.values()):
            return None
        return confirm(figures, answer.guilty, tuned, self.bisection.rules.share)

    def _tell(self) -> None:
        for step in self.bisection.steps[self._told :]:
            self.tell(step)
        self._told = len(self.bisection.steps)
