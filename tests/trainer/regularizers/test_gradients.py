from typing import Literal

import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, fill_gradients, network, pictures
from trainer.regularizers.gradient_clipping import GradientClipping
from trainer.regularizers.sam import SAM


@pytest.mark.parametrize("by", ["norm", "value"])
def test_gradients_are_clipped_as_torch_clips_them(by: Literal["norm", "value"]) -> None:
    model, reference = network(), network()
    for each in (model, reference):
        fill_gradients(each)
    GradientClipping(by=by, limit=0.5).transform_gradients(context(model))
    clip = nn.utils.clip_grad_norm_ if by == "norm" else nn.utils.clip_grad_value_
    clip(reference.parameters(), 0.5)
    for mine, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        assert torch.equal(mine.grad, theirs.grad)


@pytest.mark.parametrize("by", ["norm", "value"])
def test_the_share_of_clipped_steps_is_reported(by: Literal["norm", "value"]) -> None:
    model, method = nn.Linear(1, 1, bias=False), GradientClipping(by=by, limit=1.0)
    ctx = context(model)
    for size in (0.5, 3.0, 0.9, -1.1):
        model.weight.grad = torch.tensor([[size]])
        method.transform_gradients(ctx)
    method.after_epoch(ctx)
    assert ctx.effects == {"gradient_clipping.clipped_share": 0.5}
    assert not ctx.warnings


def test_clipping_nothing_to_the_end_is_a_warning() -> None:
    model, method = nn.Linear(1, 1, bias=False), GradientClipping(limit=1.0)
    ctx = context(model, epochs=2)
    model.weight.grad = torch.tensor([[0.5]])
    method.transform_gradients(ctx)
    method.after_epoch(ctx)
    assert not ctx.warnings
    ctx.epoch = 2
    method.after_epoch(ctx)
    text = "changed nothing: no gradient was ever larger than 1.0"
    assert ctx.warnings == [("regularizers.gradient_clipping.limit", text)]


def test_sam_takes_the_gradient_at_the_worst_point_nearby() -> None:
    model = nn.Linear(2, 1, bias=False)  # loss w1^2 + 2 w2^2 at w = (3, 2): gradient (6, 8), norm 10
    model.weight.data = torch.tensor([[3.0, 2.0]])

    def gradient() -> None:
        model.zero_grad()
        (model.weight.square() * torch.tensor([[1.0, 2.0]])).sum().backward()

    gradient()
    with SAM(radius=0.5).around_gradients(context(model)):
        assert model.weight.tolist() == [pytest.approx([3.3, 2.4])]
        gradient()
    assert model.weight.tolist() == [[3, 2]]
    assert model.weight.grad.tolist() == [pytest.approx([6.6, 9.6])]


def test_adaptive_sam_looks_farther_along_large_weights() -> None:
    model = nn.Linear(2, 1, bias=False)  # at w = (3, 2): gradient g = (6, 8)
    model.weight.data = torch.tensor([[3.0, 2.0]])
    (model.weight.square() * torch.tensor([[1.0, 2.0]])).sum().backward()
    with SAM(radius=0.5, adaptive=True).around_gradients(context(model)):
        # radius * w^2 g = (27, 16), over the norm of |w| g = (18, 16)
        assert model.weight.tolist() == [pytest.approx([3 + 27 / 580**0.5, 2 + 16 / 580**0.5])]
    assert model.weight.tolist() == [[3, 2]]


def test_sam_leaves_batch_norm_statistics_to_the_first_pass() -> None:
    model = network()
    model(pictures()).sum().backward()
    before = model[1].running_mean.clone()
    with SAM().around_gradients(context(model)):
        model(pictures())
    assert torch.equal(model[1].running_mean, before)
    assert model[1].momentum == 0.1


def test_sam_leaves_frozen_parameters_alone() -> None:
    model = network()
    model[0].requires_grad_(requires_grad=False)
    before = model[0].weight.clone()
    model(pictures()).sum().backward()
    with SAM(radius=5.0).around_gradients(context(model)):
        assert torch.equal(model[0].weight, before)
        assert not torch.equal(model[6].weight, network()[6].weight)
