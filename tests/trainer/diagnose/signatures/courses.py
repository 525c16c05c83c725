"""Courses of runs that nobody trained: a baseline that learned well, and what departs from it."""

from collections.abc import Mapping, Sequence

import numpy as np

from store.compare.answers import Answers
from store.compare.groups import Group, Member
from store.predictions import Predictions
from store.status import Status
from trainer.diagnose.signatures.case import Case
from trainer.diagnose.signatures.course import Course

CLASSES = 5
OF_A_CLASS = 60
LEARNED = {
    "train.batch_loss": [1.0, 0.4, 0.2, 0.1],
    "train.loss": [0.8, 0.3, 0.15, 0.08],
    "train.accuracy": [0.7, 0.9, 0.95, 0.98],
    "val.loss": [0.9, 0.4, 0.25, 0.2],
    "val.accuracy": [0.65, 0.85, 0.92, 0.95],
}
FIGURES = {
    "train.accuracy": 0.98,
    "val.accuracy": 0.95,
    "gap.accuracy": 0.03,
    "val.calibration_error": 0.03,
    "source.accuracy": 0.9,
    "start.val.accuracy": 0.2,
}


def course(
    figures: Mapping[str, float] | None = None,
    curves: Mapping[str, Sequence[float]] | None = None,
    *,
    steps: int = 400,
    right: float | None = None,
    said: Sequence[int] | None = None,
    has_new_head: bool = False,
    broke: tuple[str, ...] = (),
) -> Course:
    """Return a course like the baseline's but for what is given; `right` is the share of the answers that are."""
    known = {**FIGURES, **(figures or {})}
    known.setdefault("train.accuracy_by_batch", known["train.accuracy"])
    member = Member("id", 1, Status.FINISHED, known)
    group = Group("made/up", {}, (member,))
    share = known["val.accuracy"] if right is None else right
    answers = Answers("made/up", {1: answers_of(share) if said is None else _answers(np.array(said))})
    return Course(group, {**LEARNED, **(curves or {})}, steps, has_new_head, broke, answers)


def answers_of(right: float) -> Predictions:
    """Return answers of which a share is right in every class; the wrong ones name the next class."""
    places = np.arange(CLASSES * OF_A_CLASS)
    wrong = places // CLASSES >= round(right * OF_A_CLASS)
    return _answers((places % CLASSES + wrong) % CLASSES)


def _answers(said: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Predictions:
    labels = np.arange(CLASSES * OF_A_CLASS) % CLASSES
    logits = np.eye(CLASSES, dtype=np.float32)[said]
    return Predictions(logits, labels, tuple("abcde"))


def case(tuned: Course, baseline: Course | None = None) -> Case:
    """Return a course beside the baseline's."""
    return Case(tuned, baseline or course())
