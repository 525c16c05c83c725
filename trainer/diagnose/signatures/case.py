"""A declined configuration beside its baseline: the numbers that tell one kind of decline from another."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.flipped import Changes
from store.compare.statistics.deltas import Delta, difference
from store.compare.statistics.flips import Flips, mcnemar_p
from store.compare.statistics.summary import mean, summarize
from trainer.diagnose.signatures.course import Course

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from store.compare.answers import Answers


@dataclass(frozen=True)
class Case:
    """What is asked of two courses. A number is None where what it is made from was not measured."""

    tuned: Course
    baseline: Course

    def lost(self, figure: str) -> float | None:
        """Return by how much a figure is lower than the baseline's."""
        return _minus(self.baseline.figure(figure), self.tuned.figure(figure))

    @cached_property
    def loss_of_guessing(self) -> float:
        """The loss of whoever holds all classes for as likely: ln(classes), in nats."""
        return math.log(max(self.tuned.classes or self.baseline.classes, 2))

    @cached_property
    def first_loss(self) -> float | None:
        """The mean loss of the first epoch's steps, as a multiple of that of guessing."""
        return self._of_guessing("train.batch_loss", 0)

    @cached_property
    def last_loss(self) -> float | None:
        """The loss of the last epoch as a multiple of that of guessing: in training or afterwards, the smaller one.

        Penalties make the one larger, batch norms whose statistics do not fit the other.
        """
        both = [self._of_guessing(curve, -1) for curve in ("train.batch_loss", "train.loss")]
        return min((loss for loss in both if loss is not None), default=None)

    @cached_property
    def by_batch(self) -> float | None:
        """How much more right it is on the same training examples by the statistics of each batch."""
        return _minus(self.tuned.figure("train.accuracy_by_batch"), self.tuned.figure("train.accuracy"))

    @cached_property
    def lost_at_once(self) -> float | None:
        """How much less right it is on the validation set after the first epoch than before the first step."""
        first = self.tuned.curves["val.accuracy"]
        return _minus(self.tuned.figure("start.val.accuracy"), first[0] if first else None)

    @cached_property
    def gap(self) -> float | None:
        """By how much the training set is got more right than the validation set, beyond the baseline's gap."""
        return _minus(self.tuned.figure("gap.accuracy"), self.baseline.figure("gap.accuracy"))

    @cached_property
    def rise(self) -> float:
        """By which share of its lowest value the validation loss has risen since."""
        losses = self.tuned.curves["val.loss"]
        return losses[-1] / min(losses) - 1 if losses and min(losses) > 0 else 0.0

    @cached_property
    def still_falling(self) -> float:
        """How fast the training loss fell in the last quarter of the epochs, as a share of how fast on the mean."""
        losses = self.tuned.curves["train.loss"]
        if len(losses) < 2:
            return 1.0 if losses else 0.0
        quarter = max(1, len(losses) // 4)
        fallen = (losses[0] - losses[-1]) / (len(losses) - 1)
        return (losses[-1 - quarter] - losses[-1]) / quarter / fallen if fallen > 0 else 0.0

    @cached_property
    def steps(self) -> float | None:
        """How many steps it took for one of the baseline's."""
        return self.tuned.steps / self.baseline.steps if self.baseline.steps else None

    @cached_property
    def are_of_the_same_examples(self) -> bool:
        """Whether both sides kept answers, to the same examples of the same classes."""
        sides = [course.answers.by_seed for course in (self.tuned, self.baseline)]
        return all(sides) and len({(one.classes, one.labels.tobytes()) for side in sides for one in side.values()}) == 1

    @cached_property
    def shift(self) -> float | None:
        """Which share of the examples are given to other classes than there are, beyond the baseline's (0 to 1)."""
        if not self.are_of_the_same_examples:
            return None
        return _shifted(self.tuned.answers) - _shifted(self.baseline.answers)

    @cached_property
    def spared(self) -> float | None:
        """What the middle one of the classes lost in accuracy, as a share of the mean over the classes."""
        if not self.are_of_the_same_examples:
            return None
        import numpy as np

        lost = _by_class(self.baseline.answers) - _by_class(self.tuned.answers)
        return float(np.median(lost) / lost.mean()) if lost.mean() > 0 else None

    def beyond_seeds(self, figure: str) -> float:
        """Return how many standard deviations of the baseline's seeds a run lies below them; endless if unknown."""
        found = summarize(self.baseline.group.values(figure).values())
        if found is None or not found.spread:
            return math.inf
        return (self.lost(figure) or 0.0) / found.spread / math.sqrt(1 + 1 / found.n)

    @cached_property
    def flips(self) -> Flips | None:
        """What became of the validation examples: those of equal seeds side by side, all pairs counted together."""
        if not self.are_of_the_same_examples:
            return None
        changes = Changes(self.baseline.answers, self.tuned.answers)
        if not changes.pairs:
            return None
        examples = sum(len(before.labels) for before, _ in changes.pairs)
        return Flips(examples, int(changes.lost.sum()), int(changes.won.sum()))

    @cached_property
    def difference(self) -> Delta | None:
        """What it has more in validation accuracy, over the seeds; None where a side has none."""
        figures = (course.group.values("val.accuracy") for course in (self.baseline, self.tuned))
        return difference(*figures)

    @cached_property
    def chance(self) -> float | None:
        """The chance of such a difference if the two were as good; None where nothing tells.

        It is told from seeds where there are two a side; of a single run from the examples that flipped (McNemar 1947),
        which speaks of that run alone.
        """
        sides = (len(course.group.values("val.accuracy")) for course in (self.tuned, self.baseline))
        if min(sides) > 1:
            return None if self.difference is None else self.difference.p
        return None if self.flips is None else mcnemar_p(self.flips)

    def _of_guessing(self, curve: str, place: int) -> float | None:
        values = self.tuned.curves[curve]
        return values[place] / self.loss_of_guessing if values else None


def _shifted(answers: "Answers") -> float:
    """Return the total variation distance between the classes that are said and those that there are."""
    import numpy as np

    def shares(places: "NDArray[np.int64]") -> "NDArray[np.float64]":
        return np.bincount(places, minlength=len(answers.first.classes)) / max(len(places), 1)

    said = [shares(one.predicted) for one in answers.by_seed.values()]
    return float(np.abs(np.mean(said, axis=0) - shares(answers.first.labels)).sum() / 2)


def _by_class(answers: "Answers") -> "NDArray[np.float64]":
    """Return the accuracy of each class that has examples, on the mean over the runs."""
    import numpy as np

    found = [answers.class_accuracy(place) for place in range(len(answers.first.classes))]
    return np.array([mean(list(by_seed.values())) for by_seed in found if by_seed])


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
