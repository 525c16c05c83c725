from typing import Literal

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch.nn.functional import cross_entropy

from tests.trainer.regularizers.scene import LABELS, LOGITS, TARGETS, context, soft
from trainer.regularizers.class_weights import ClassWeights

TRAINING = torch.tensor([0] * 40 + [1] * 9 + [2] * 3)


def test_the_loss_is_torchs_with_the_balanced_weights_of_scikit_learn() -> None:
    ctx = context(train_labels=TRAINING)
    weights = compute_class_weight("balanced", classes=np.arange(3), y=TRAINING.numpy())
    expected = cross_entropy(LOGITS, LABELS, weight=torch.from_numpy(weights).float(), reduction="none")
    torch.testing.assert_close(ClassWeights().criterion(soft, ctx)(LOGITS, TARGETS), expected)
    assert ctx.effects == {"class_weights.smallest": 0.4333, "class_weights.largest": 5.7778}  # 52/120 and 52/9
    assert not ctx.warnings


def test_effective_numbers_weigh_less_than_frequencies() -> None:
    ctx = context(train_labels=torch.tensor([0, 1, 1, 2, 2, 2]))
    loss = ClassWeights(by="effective_number", beta=0.5).criterion(soft, ctx)(LOGITS, TARGETS)
    raw = torch.tensor([1, 2 / 3, 4 / 7])  # as in the test of the layer; their sum over the six examples is 85/21
    expected = cross_entropy(LOGITS, LABELS, weight=raw * 6 / (1 + 4 / 3 + 12 / 7), reduction="none")
    torch.testing.assert_close(loss, expected)


def test_a_soft_target_has_the_mean_weight_of_its_classes() -> None:
    loss = ClassWeights().criterion(soft, context(train_labels=TRAINING))
    mixed = torch.tensor([[0.25, 0.75, 0.0]])
    weight = 0.25 * 52 / 120 + 0.75 * 52 / 27
    torch.testing.assert_close(loss(LOGITS[:1], mixed), soft(LOGITS[:1], mixed) * weight)


@pytest.mark.parametrize(("by", "labels"), [("frequency", [0, 1, 2] * 5), ("effective_number", [0, 0, 0, 1, 2])])
def test_equal_weights_are_a_warning(by: Literal["frequency", "effective_number"], labels: list[int]) -> None:
    ctx = context(train_labels=torch.tensor(labels))
    ClassWeights(by=by, beta=0.0).criterion(soft, ctx)
    assert ctx.warnings == [("regularizers.class_weights.by", "changes nothing: all classes weigh the same")]


@pytest.mark.parametrize("by", ["frequency", "effective_number"])
def test_a_class_without_examples_counts_as_the_rarest_of_the_others(
    by: Literal["frequency", "effective_number"],
) -> None:
    ctx = context(train_labels=torch.tensor([0] * 50 + [1] * 10))
    losses = ClassWeights(by=by).criterion(lambda logits, targets: torch.ones(len(logits)), ctx)(
        torch.zeros(3, 3), torch.eye(3)
    )
    assert losses[2] == losses[1] > losses[0]
