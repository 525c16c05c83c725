import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network
from trainer.regularizers.base import Output
from trainer.regularizers.l2_sp import L2SP

OUT = Output(torch.zeros(2, 3))


def test_the_pull_grows_with_the_square_of_the_distance_from_the_start() -> None:
    model = nn.Linear(2, 3)
    ctx = context(model, new_parameters=frozenset({"bias"}))
    method = L2SP(amount=0.4, new_amount=0.2)
    method.before_training(ctx)
    model.weight.data += 3.0  # 6 weights, each 3 away: 6 * 9 * 0.4/2 = 10.8
    model.bias.data.fill_(2.0)  # 3 biases of 2: 3 * 4 * 0.2/2 = 1.2
    penalty = method.penalty(OUT, ctx)
    assert penalty.item() == pytest.approx(12.0)
    penalty.backward()
    torch.testing.assert_close(model.weight.grad, torch.full((3, 2), 1.2))
    torch.testing.assert_close(model.bias.grad, torch.full((3,), 0.4))


def test_at_the_start_there_is_no_pull() -> None:
    ctx = context(network())
    method = L2SP()
    method.before_training(ctx)
    assert method.penalty(OUT, ctx) == 0
    assert ctx.effects == {"l2_sp.anchored": sum(p.numel() for p in ctx.model.parameters()), "l2_sp.new": 0}


def test_without_a_start_it_is_weight_decay_and_says_so() -> None:
    model = network()
    ctx = context(model, new_parameters=frozenset(name for name, _ in model.named_parameters()))
    method = L2SP(new_amount=0.5)
    method.before_training(ctx)
    squares = sum(p.square().sum().item() for p in model.parameters())
    assert method.penalty(OUT, ctx).item() == pytest.approx(squares * 0.25)
    assert [setting for setting, _ in ctx.warnings] == ["regularizers.l2_sp.amount"]


def test_the_anchor_does_not_move_with_the_weights() -> None:
    model = network()
    ctx = context(model)
    L2SP().before_training(ctx)
    for parameter in model.parameters():
        parameter.data.zero_()
    assert ctx.memory(L2SP())["anchor"]["4.weight"].abs().sum() > 0
