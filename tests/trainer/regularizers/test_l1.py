import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network
from trainer.regularizers.base import Output
from trainer.regularizers.l1 import L1

OUT = Output(torch.zeros(2, 3))


@pytest.mark.parametrize("spare", [True, False])
def test_it_is_torchs_l1_loss_against_zero(spare: bool) -> None:
    ours, reference = network(), network()
    method = L1(amount=0.3, spare_norms_and_biases=spare)
    penalty = method.penalty(OUT, context(ours))
    chosen = [p for p in reference.parameters() if p.dim() > 1 or not spare]
    expected = 0.3 * torch.stack([nn.L1Loss(reduction="sum")(p, torch.zeros_like(p)) for p in chosen]).sum()
    torch.testing.assert_close(penalty, expected)
    penalty.backward()
    expected.backward()
    for mine, theirs in zip(ours.parameters(), reference.parameters(), strict=True):
        assert (mine.grad is None) == (theirs.grad is None)
        if mine.grad is not None:
            torch.testing.assert_close(mine.grad, theirs.grad)


def test_norms_and_biases_are_spared_unless_they_are_not() -> None:
    matrices = 36 + 1152 + 24
    for spare, pulled in ((True, matrices), (False, matrices + 4 + 8 + 8 + 3)):
        ctx = context(network())
        L1(spare_norms_and_biases=spare).before_training(ctx)
        assert ctx.effects == {"l1.pulled": pulled}
        assert not ctx.warnings


def test_frozen_weights_are_not_pulled() -> None:
    ctx = context(network())
    ctx.model[4].requires_grad_(requires_grad=False)
    L1().penalty(OUT, ctx).backward()
    assert ctx.model[4].weight.grad is None
    assert ctx.model[6].weight.grad is not None


def test_nothing_to_pull_is_a_warning() -> None:
    ctx = context(nn.Sequential(nn.BatchNorm1d(3)))
    L1().before_training(ctx)
    assert ctx.warnings == [("regularizers.l1.amount", "had nothing to act on: every parameter is spared")]
    assert L1().penalty(OUT, ctx) == 0
