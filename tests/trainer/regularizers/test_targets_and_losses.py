import torch
from torch.nn.functional import cross_entropy

from tests.trainer.regularizers.scene import LABELS, LOGITS, TARGETS, context, soft
from trainer.regularizers.focal_loss import FocalLoss
from trainer.regularizers.label_smoothing import LabelSmoothing
from trainer.regularizers.mixup import Mixup


def test_smoothing_is_torchs_label_smoothing() -> None:
    targets = LabelSmoothing(amount=0.3).transform_targets(TARGETS, context())
    expected = cross_entropy(LOGITS, LABELS, label_smoothing=0.3, reduction="none")
    torch.testing.assert_close(soft(LOGITS, targets), expected)


def test_smoothing_keeps_soft_targets_a_distribution() -> None:
    targets = LabelSmoothing(amount=0.3).transform_targets(torch.tensor([[0.5, 0.5, 0.0]]), context())
    torch.testing.assert_close(targets, torch.tensor([[0.45, 0.45, 0.1]]))


def test_focal_loss_weighs_the_loss_that_it_is_given() -> None:
    loss = FocalLoss(gamma=1.5).criterion(soft, context())
    probability = LOGITS.softmax(dim=1)[torch.arange(6), LABELS]
    torch.testing.assert_close(loss(LOGITS, TARGETS), -((1 - probability) ** 1.5) * probability.log())


def test_focal_loss_has_a_finite_gradient_where_the_network_is_sure() -> None:
    logits = torch.tensor([[100.0, -100.0, -100.0]], requires_grad=True)
    for gamma in (0.5, 2.0):
        logits.grad = None
        FocalLoss(gamma=gamma).criterion(soft, context())(logits, TARGETS[:1]).sum().backward()
        assert logits.grad.isfinite().all()


def test_mixup_mixes_inputs_and_targets_by_the_same_share_and_partner() -> None:
    n = 50
    inputs, targets = torch.eye(n), torch.eye(n)
    mixed, soft_targets = Mixup(alpha=1.0).transform_pairs(inputs, targets, context())
    assert torch.equal(mixed, soft_targets)
    torch.testing.assert_close(mixed.sum(dim=1), torch.ones(n))
    assert ((mixed > 0).sum(dim=1) <= 2).all()
    assert (mixed > 0).any(dim=0).all(), "every example takes part"


def test_mixup_draws_a_share_for_every_example() -> None:
    mixed, _ = Mixup(alpha=1.0).transform_pairs(torch.eye(50), torch.eye(50), context())
    assert len(mixed.max(dim=1).values.unique()) > 45
