"""Each change put back by itself: what one would do without a search."""

from collections.abc import Generator

from trainer.diagnose.bisection import Answer, Finding
from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.inquiry import Inquiry, OpenQuestionError, Wanted
from trainer.diagnose.sequential import Question, does_it


class LeaveOneOut(Inquiry):
    """Accuses the changes without each of which the tuned configuration recovers, if together they do it."""

    @property
    def questions(self) -> int:
        """One for each change, and one for all that were found."""
        return len(self.changes) + 1

    def run(self) -> Generator[Wanted, None, Answer]:
        """Yield what is to be measured next; return the answer."""
        try:
            if not (yield from self.declines()):
                return Answer(Finding.NO_DECLINE)
            guilty = BASELINE
            for change in self.changes:
                rest = self.tuned - {change}
                question = recovers(rest, BASELINE, self.tuned, self.rules.share)
                if (yield from self.ask(question, rest, f"does it recover without {change}?", sure=True)):
                    guilty |= {change}
            question = does_it(guilty, self.tuned - guilty, BASELINE, self.tuned, self.rules.share)
            if guilty and (yield from self.ask(question, guilty, "alone and put back, is it enough?", sure=True)):
                return Answer(Finding.GUILTY, guilty)
        except OpenQuestionError as error:
            return Answer(Finding.UNDECIDED, reason=str(error))
        return Answer(Finding.UNDECIDED, reason="no change by itself is enough")


def recovers(rest: Mixture, better: Mixture, worse: Mixture, share: float) -> Question:
    """Ask whether `rest`, where some changes are put back, recovers at least a share of what `worse` lost."""
    weights = {better: -share, worse: share - 1}
    weights[rest] = weights.get(rest, 0.0) + 1.0
    return Question(weights, better, worse, 1 - share)
