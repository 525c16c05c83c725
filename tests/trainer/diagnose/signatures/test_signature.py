"""The word for a decline, told from courses that are made for it."""

from dataclasses import replace

import numpy as np
import pytest

from store.compare.answers import Answers
from store.compare.groups import Member
from store.compare.statistics.flips import mcnemar_p
from store.status import Status
from tests.trainer.diagnose.signatures.courses import CLASSES, OF_A_CLASS, answers_of, case, course
from trainer.diagnose.signatures.course import Course
from trainer.diagnose.signatures.kinds import Kind
from trainer.diagnose.signatures.signature import signature_in

WORSE = {"val.accuracy": 0.75}
MADE = {
    Kind.OVERFITTING: course(
        {**WORSE, "train.accuracy": 1.0, "gap.accuracy": 0.25}, {"val.loss": [0.9, 0.5, 0.7, 1.1]}
    ),
    Kind.UNDERFITTING: course({**WORSE, "train.accuracy": 0.77, "gap.accuracy": 0.02}),
    Kind.STOPPED_EARLY: course({**WORSE, "train.accuracy": 0.77, "gap.accuracy": 0.02}, steps=50),
    Kind.DIVERGENCE: course(WORSE, broke=("the training loss is nan in epoch 2",)),
    Kind.TOO_HOT_A_START: course({**WORSE, "start.val.accuracy": 0.9, "train.accuracy": 0.8, "gap.accuracy": 0.05}),
    Kind.BATCH_NORM_MISMATCH: course(
        {**WORSE, "train.accuracy": 0.77, "train.accuracy_by_batch": 0.97, "gap.accuracy": 0.0}
    ),
    Kind.CALIBRATION: course({"val.calibration_error": 0.3}),
    Kind.FORGETTING: course({"source.accuracy": 0.5}),
    Kind.NOISE: course({"val.accuracy": 0.945}, right=0.945),
}


def _as_one_class(share: float) -> list[int]:
    """Return answers that are right, but for a share of the examples of two classes, which are taken for a third."""
    labels = np.arange(CLASSES * OF_A_CLASS) % CLASSES
    lost = np.isin(labels, [1, 2]) & (np.arange(len(labels)) // CLASSES < share * OF_A_CLASS)
    return [0 if gone else int(label) for label, gone in zip(labels, lost, strict=True)]


@pytest.mark.parametrize("kind", MADE)
def test_each_kind_is_called_by_its_name(kind: Kind) -> None:
    assert signature_in(case(MADE[kind])).kind is kind


def test_few_classes_that_are_no_longer_named_are_a_shift() -> None:
    tuned = course({**WORSE, "gap.accuracy": 0.23}, said=_as_one_class(0.6))
    signs = signature_in(case(tuned)).signs
    assert signs[0].kind is Kind.CLASS_SHIFT
    assert "24.0%" in signs[0].evidence


@pytest.mark.parametrize(
    "tuned",
    [
        course(WORSE, {"train.batch_loss": [9.0, 2.0, 1.5, 1.2]}),
        course(
            {**WORSE, "train.accuracy": 0.3},
            {"train.loss": [1.7, 1.9, 2.0, 2.2], "train.batch_loss": [2.0, 2.0, 2.0, 2.1]},
        ),
    ],
    ids=["the first epoch explodes", "it ends worse than guessing"],
)
def test_a_loss_far_beyond_that_of_guessing_is_divergence(tuned: Course) -> None:
    assert signature_in(case(tuned)).kind is Kind.DIVERGENCE


def test_a_training_loss_that_is_high_in_evaluation_mode_only_is_no_divergence() -> None:
    figures = {**WORSE, "train.accuracy": 0.3, "train.accuracy_by_batch": 0.9, "gap.accuracy": 0.0}
    tuned = course(figures, {"train.loss": [1.7, 1.9, 2.0, 2.2]})
    assert signature_in(case(tuned)).kind is Kind.BATCH_NORM_MISMATCH


def test_a_start_that_knew_nothing_of_the_task_cannot_have_been_too_hot() -> None:
    tuned = course({**WORSE, "start.val.accuracy": 0.3, "train.accuracy": 0.8, "gap.accuracy": 0.02})
    assert signature_in(case(tuned)).kind is Kind.UNDERFITTING


def test_what_a_new_head_gets_right_by_luck_is_not_what_the_start_knew() -> None:
    figures = {**WORSE, "start.val.accuracy": 0.9, "train.accuracy": 0.77, "gap.accuracy": 0.02}
    assert signature_in(case(course(figures, has_new_head=True))).kind is Kind.UNDERFITTING


def test_a_decline_that_no_rule_knows_has_no_word() -> None:
    signature = signature_in(case(course({"val.accuracy": 0.89})))
    assert signature.kind is None


def test_few_answers_that_flip_by_chance_are_noise_however_large_the_gap() -> None:
    tuned = course({"val.accuracy": 0.93, "gap.accuracy": 0.2}, right=0.94)
    signs = signature_in(case(tuned)).signs
    assert [sign.kind for sign in signs] == [Kind.NOISE]
    assert "happens by chance" in signs[0].evidence


def test_answers_to_other_classes_tell_neither_flips_nor_shifts() -> None:
    tuned = course({**WORSE, "gap.accuracy": 0.23}, said=_as_one_class(0.6))
    other = course()
    answers = other.answers.by_seed[1]
    renamed = replace(other, answers=Answers("", {1: replace(answers, classes=tuple("vwxyz"))}))
    found = case(tuned, renamed)
    assert (found.flips, found.shift, found.spared) == (None, None, None)
    assert signature_in(found).kind is Kind.OVERFITTING


def test_seeds_that_differ_by_chance_are_no_decline_whatever_single_answers_say() -> None:
    values = {1: 0.95, 2: 0.97, 3: 0.93}, {1: 0.96, 2: 0.88, 3: 0.94}
    baseline, tuned = (_of_seeds(known) for known in values)
    found = case(tuned, baseline)
    assert found.flips is not None
    assert mcnemar_p(found.flips) < 0.05
    assert signature_in(found).kind is Kind.NOISE


def _of_seeds(accuracies: dict[int, float]) -> Course:
    one = course()
    members = tuple(Member("id", seed, Status.FINISHED, {"val.accuracy": value}) for seed, value in accuracies.items())
    answers = Answers("", {seed: answers_of(value) for seed, value in accuracies.items()})
    return replace(one, group=replace(one.group, members=members), answers=answers)


def test_what_else_is_seen_stands_behind_the_word() -> None:
    tuned = course({**WORSE, "start.val.accuracy": 0.9, "train.accuracy": 0.77, "gap.accuracy": 0.02})
    assert [sign.kind for sign in signature_in(case(tuned)).signs] == [Kind.TOO_HOT_A_START, Kind.UNDERFITTING]


def test_one_run_a_side_is_said_to_speak_of_these_runs() -> None:
    assert "speaks of these runs" in signature_in(case(course())).doubts[0]


def test_where_nothing_has_been_measured_there_is_no_word() -> None:
    nothing = replace(course(), group=replace(course().group, members=(Member("id", 1, Status.QUEUED, {}),)))
    found = signature_in(case(nothing))
    assert (found.kind, found.doubts) == (None, ("Nothing of it has been measured yet.",))


def test_a_word_from_the_validation_figures_does_not_hide_that_the_test_set_is_worse() -> None:
    tuned = course({"val.calibration_error": 0.3, "test.accuracy": 0.7})
    found = signature_in(case(tuned, course({"test.accuracy": 0.9})))
    assert found.kind is Kind.CALIBRATION
    assert found.doubts[-1] == "This is told from validation figures; test accuracy is lower by 0.200."
