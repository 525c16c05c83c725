"""Questions about mixtures of two configurations, asked until they are decided."""

import math
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from store.compare.statistics.student import two_sided_p
from trainer.diagnose.evidence import BASELINE, Evidence, Mixture
from trainer.diagnose.sequential import Question


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked of an answer, and what it may cost."""

    share: float = 0.8
    """ρ: how much of the decline the guilty bring alone and recover when they are put back, on the mean of both."""
    error: float = 0.05
    """The chance of a wrong accusation, and of a decline where there is none."""
    most_runs: int = 400
    most_seeds: int = 40
    """Seeds of a mixture at most."""
    seeds_for_decline: tuple[int, ...] = (3, 4, 5, 6, 8, 10)
    """After how many seeds it is looked whether there is a decline at all."""
    batch: int = 2
    """Seeds that a mixture begins with; then it is one more at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a search: why it is done, `among` which changes it looks, and which others are `present` meanwhile."""

    why: str
    among: tuple[str, ...] = ()
    present: Mixture = BASELINE


@dataclass(frozen=True, slots=True)
class Step:
    """One question about a mixture, and what came of it; `share` is how much of the decline the mixture shows.

    `trail` are the parts of the search in which it is asked, the outermost first.
    """

    mixture: Mixture
    reason: str
    outcome: str = ""
    seeds: int = 0
    share: float | None = None
    trail: tuple[Part, ...] = field(default=(), compare=False)


DECLINES = "is there a decline?"
"""The question that comes before all others."""


class OpenQuestionError(Exception):
    """A question stays open within the bound on runs."""


Wanted = dict[Mixture, int]
"""How many seeds of which mixtures are to be there before it goes on."""


@dataclass
class Inquiry:
    """Asks questions; whoever drives it sees to it that `measured` has the figures that it asks for.

    It looks at nothing that it has not asked for yet, so on figures that are there already it takes the same steps.
    """

    changes: Sequence[str]
    measured: Evidence = field(default_factory=Evidence)
    """All figures that there are."""
    rules: Rules = Rules()
    evidence: Evidence = field(default_factory=Evidence)
    """The figures that were asked for so far."""
    trace: list[Step] = field(default_factory=list)
    """Every question in its part of the search, also where another part has settled it before."""
    asking: Step | None = None
    """The question that is not decided yet."""
    _trail: tuple[Part, ...] = ()

    @property
    def steps(self) -> list[Step]:
        """The questions in order; what was settled before is not told again."""
        return list(dict.fromkeys(self.trace))

    @property
    def tuned(self) -> Mixture:
        """The mixture that has every change."""
        return frozenset(self.changes)

    @property
    def questions(self) -> int:
        """How many questions share the error: as many as it takes to find one guilty change."""
        return 2 * math.ceil(math.log2(max(len(self.changes), 2))) + 4

    @property
    def error(self) -> float:
        """The error of one question."""
        return self.rules.error / self.questions

    def declines(self) -> Generator[Wanted, None, bool]:
        """Say whether the tuned configuration is worse than the baseline; all looks together spend half the error."""
        looks = self.rules.seeds_for_decline
        self.asking = Step(self.tuned, DECLINES, trail=self._trail)
        for seeds in looks:
            yield from self.measure({BASELINE: seeds, self.tuned: seeds})
            pairs = zip(self.evidence.figures[BASELINE], self.evidence.figures[self.tuned], strict=False)
            apart = [better - worse for better, worse in pairs]
            mean = math.fsum(apart) / len(apart)
            spread = math.sqrt(math.fsum((value - mean) ** 2 for value in apart) / (len(apart) - 1))
            if mean > 0 and (not spread or _p(mean, spread, len(apart)) < self.rules.error / 2 / len(looks)):
                self.note(self.tuned, DECLINES, f"yes, {mean:.4g} over {seeds} seeds")
                return True
        self.note(self.tuned, DECLINES, f"not beyond chance, over {seeds} seeds", is_share_known=False)
        return False

    def ask(
        self, question: Question, mixture: Mixture, reason: str, *, sure: bool = False
    ) -> Generator[Wanted, None, bool]:
        """Ask for seeds until a question is decided. What cannot be decided is guessed, unless it is to be `sure`."""
        seeds = self.rules.batch
        self.asking = Step(mixture, reason, trail=self._trail)
        boundary = math.log((1 - self.error) / self.error) * question.strictness
        while True:
            yield from self.measure(dict.fromkeys(question.weights, seeds))
            if lost := [self.evidence.refused[one] for one in question.weights if one in self.evidence.refused]:
                self.note(mixture, reason, f"cannot be had: {lost[0]}", seeds)
                if sure:
                    raise OpenQuestionError(f"{reason} {lost[0]}")
                return False
            ratio = question.ratio(self.evidence)
            if abs(ratio) >= boundary:
                break
            if seeds >= self.rules.most_seeds:
                if sure:
                    raise OpenQuestionError(reason)
                break
            seeds += 1
        self.note(mixture, reason, "yes" if ratio > 0 else "no", seeds)
        return ratio > 0

    @contextmanager
    def part(self, why: str, among: Sequence[str] = (), present: Mixture = BASELINE) -> Iterator[None]:
        """Let the questions of the block belong to a part of the search."""
        before, self._trail = self._trail, (*self._trail, Part(why, tuple(among), present))
        try:
            yield
        finally:
            self._trail = before

    def measure(self, wanted: Wanted) -> Generator[Wanted, None, None]:
        planned = sum(max(count - self.evidence.seeds(mixture), 0) for mixture, count in wanted.items())
        if self.evidence.runs + planned > self.rules.most_runs:
            raise OpenQuestionError(f"the next question would take more than {self.rules.most_runs} runs")
        lacking = {
            mixture: count
            for mixture, count in wanted.items()
            if self.measured.seeds(mixture) < count and mixture not in self.measured.refused
        }
        if lacking:
            yield lacking
        for mixture, count in wanted.items():
            figures = self.evidence.figures.setdefault(mixture, [])
            figures += self.measured.figures.get(mixture, [])[len(figures) : count]
            if len(figures) < count and mixture in self.measured.refused:
                self.evidence.refused[mixture] = self.measured.refused[mixture]
        for mixture in (BASELINE, self.tuned):
            if mixture in self.evidence.refused:
                raise OpenQuestionError(self.evidence.refused[mixture])

    def ordered(self, changes: Mixture) -> list[str]:
        return [change for change in self.changes if change in changes]

    def share(self, mixture: Mixture) -> float | None:
        """Return how much of the decline a mixture shows, as far as its seeds tell; None where nothing is measured."""
        lost, n = self.evidence.contrast({BASELINE: 1.0, mixture: -1.0} if mixture else {})
        whole, _ = self.evidence.contrast({BASELINE: 1.0, self.tuned: -1.0})
        return lost / whole if n and whole else None

    def note(self, mixture: Mixture, reason: str, outcome: str, seeds: int = 0, *, is_share_known: bool = True) -> None:
        share = self.share(mixture) if is_share_known else None
        step = Step(mixture, reason, outcome, seeds, share, self._trail)
        if (step, step.trail) not in ((known, known.trail) for known in self.trace):
            self.trace.append(step)
        self.asking = None


def _p(mean: float, spread: float, n: int) -> float:
    """Return the chance of a mean so high where the truth is zero (Student's t, one-sided)."""
    return two_sided_p(mean / spread * math.sqrt(n), n - 1) / 2
