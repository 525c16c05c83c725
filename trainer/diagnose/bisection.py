"""Which of the changes between two configurations did it: delta debugging over mixtures of them.

A guilty set brings the decline when it alone is added to the baseline, and cures it when it is put back in the tuned
configuration: each way more than half of it, and on the mean of both at least a share ρ. It is sought by halving
(Zeller & Hildebrandt 2002): a half that brings the decline is halved in turn; where neither half does, the guilty ones
stand in both, and those of each are sought with the other half present (Junker 2004). The search asks cheap questions,
nearer to which of two levels a mixture is; what it finds is then held against ρ, and what is missing is sought further.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.inquiry import Inquiry, OpenQuestionError, Wanted
from trainer.diagnose.sequential import does_it, nearer_the_worse

ONE_HALF = "one half at a time"
"""Why changes are halved, and only one of two halves is asked."""
NARROWED = "so it is among these"
BOTH_HALVES = "both halves, one after the other"
SPLIT = "it takes some of both halves; of this one"
PROOF = "is that all of it"
NEEDED = "is each of them needed"
ALONE = "alone, do they bring it?"
WITHOUT = "put back, does it stay?"
ENOUGH = "alone and put back, is it enough?"


class Finding(StrEnum):
    """How a bisection ends."""

    GUILTY = "guilty"
    NO_DECLINE = "no decline beyond chance"
    UNDECIDED = "undecided within the bound"


class Interplay(StrEnum):
    """How several guilty changes do it, by what is left of the decline where one of them is missing."""

    TOGETHER = "only together"
    PARTS = "a part each"
    EITHER = "and one of them is enough"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `guilty` is empty unless the finding is that there are such."""

    finding: Finding
    guilty: Mixture = BASELINE
    reason: str = ""
    interplay: Interplay | None = None
    """How several do it; None of a single one, and where too few of their mixtures were measured to say."""
    left: float | None = None
    """How much of the decline they bring on the mean where one of them is missing; what `interplay` is told from."""


class Bisection(Inquiry):
    """Searches the guilty ones among changes."""

    def run(self) -> Generator[Wanted, None, Answer]:
        """Yield what is to be measured next; return the answer."""
        try:
            if not (yield from self.declines()):
                return Answer(Finding.NO_DECLINE)
            return (yield from self._accuse())
        except OpenQuestionError as error:
            return Answer(Finding.UNDECIDED, reason=str(error))

    def _accuse(self) -> Generator[Wanted, None, Answer]:
        guilty = yield from self._guess()
        while True:
            rest = self.ordered(self.tuned - guilty)
            if not rest:
                break
            if not guilty or not (yield from self._brings(guilty)):
                guilty |= yield from self._sought(guilty, self.tuned, rest)
            elif not (yield from self._cures(guilty)):
                guilty |= yield from self._sought(BASELINE, frozenset(rest), rest)
            elif (yield from self._is_enough(guilty)):
                break
            else:
                guilty |= yield from self._sought(guilty, self.tuned, rest)
        if len(guilty) > 1:
            guilty = yield from self._without_idle(guilty)
        return Answer(Finding.GUILTY, guilty, "", *self._interplay(guilty))

    def _interplay(self, guilty: Mixture) -> tuple[Interplay | None, float | None]:
        """Say how several do it: with one of n missing, equal parts would leave 1 - 1/n of the decline."""
        shares = [share for one in guilty if (share := self.share(guilty - {one})) is not None]
        if len(guilty) < 2 or len(shares) < len(guilty):
            return None, None
        left, by_parts = sum(shares) / len(shares), 1 - 1 / len(guilty)
        if left < by_parts / 2:
            return Interplay.TOGETHER, left
        return (Interplay.EITHER if left > (1 + by_parts) / 2 else Interplay.PARTS), left

    def _guess(self) -> Generator[Wanted, None, Mixture]:
        """Return the one change that halving comes to if only one half of two is asked; nothing if it is not it."""
        with self.part(ONE_HALF, self.changes):
            guess = frozenset((yield from self._halve(self.changes)))
        return guess if (yield from self._brings(guess)) else BASELINE

    def _halve(self, among: Sequence[str]) -> Generator[Wanted, None, Sequence[str]]:
        if len(among) == 1:
            return among
        half, other = among[: len(among) // 2], among[len(among) // 2 :]
        left = half if (yield from self._is_in(half, BASELINE, self.tuned)) else other
        with self.part(NARROWED, left):
            return (yield from self._halve(left))

    def _sought(self, present: Mixture, worse: Mixture, among: Sequence[str]) -> Generator[Wanted, None, Mixture]:
        with self.part(BOTH_HALVES, among, present):
            return (yield from self._find(present, worse, among))

    def _find(self, present: Mixture, worse: Mixture, among: Sequence[str]) -> Generator[Wanted, None, Mixture]:
        """Return the few among changes that bring it from where it is with those `present` to the level of `worse`."""
        if len(among) == 1:
            return frozenset(among)
        halves = among[: len(among) // 2], among[len(among) // 2 :]
        for half in halves:
            if (yield from self._is_in(half, present, worse)):
                with self.part(NARROWED, half, present):
                    return (yield from self._find(present, present | frozenset(half), half))
        one, other = halves
        with self.part(SPLIT, other, present | frozenset(one)):
            second = yield from self._find(present | frozenset(one), worse, other)
        with self.part(SPLIT, one, present | second):
            first = yield from self._find(present | second, worse, one)
        return first | second

    def _is_in(self, half: Sequence[str], present: Mixture, worse: Mixture) -> Generator[Wanted, None, bool]:
        mixture = present | frozenset(half)
        question = nearer_the_worse(mixture, present, worse)
        return (
            yield from self.ask(question, mixture, f"{'does' if len(half) == 1 else 'do'} {', '.join(half)} bring it?")
        )

    def _brings(self, guilty: Mixture) -> Generator[Wanted, None, bool]:
        question = nearer_the_worse(guilty, BASELINE, self.tuned)
        with self.part(PROOF, self.ordered(guilty)):
            return (yield from self.ask(question, guilty, ALONE))

    def _cures(self, guilty: Mixture) -> Generator[Wanted, None, bool]:
        rest = self.tuned - guilty
        question = nearer_the_worse(rest, BASELINE, self.tuned)
        with self.part(PROOF, self.ordered(guilty)):
            return not (yield from self.ask(question, rest, WITHOUT))

    def _is_enough(self, guilty: Mixture) -> Generator[Wanted, None, bool]:
        with self.part(PROOF, self.ordered(guilty)):
            return (yield from self._does_it(guilty))

    def _does_it(self, guilty: Mixture) -> Generator[Wanted, None, bool]:
        question = does_it(guilty, self.tuned - guilty, BASELINE, self.tuned, self.rules.share)
        return (yield from self.ask(question, guilty, ENOUGH, sure=True))

    def _without_idle(self, guilty: Mixture) -> Generator[Wanted, None, Mixture]:
        """Leave out whatever the others do without."""
        for change in self.ordered(guilty):
            fewer = guilty - {change}
            with self.part(NEEDED, self.ordered(guilty)):
                idle = bool(fewer) and (yield from self._does_it(fewer))
            guilty = fewer if idle else guilty
        return guilty
