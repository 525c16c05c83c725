import pytest
import torch
from torch import nn

from trainer.layers.pull import squared_distance


def parameters() -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [nn.Parameter(torch.randn(shape, generator=generator)) for shape in [(3, 4), (5,), (2, 1, 3, 3)]]


@pytest.mark.parametrize("anchored", [True, False])
def test_value_and_gradient_are_those_of_autograd(anchored: bool) -> None:
    anchors = [torch.full_like(p, 0.5) for p in parameters()] if anchored else None
    ours, theirs = parameters(), parameters()
    distance = squared_distance(ours, anchors)
    reference = sum(((p - (0.5 if anchored else 0)) ** 2).sum() for p in theirs)
    torch.testing.assert_close(distance, reference)
    (3 * distance).backward()
    (3 * reference).backward()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine.grad, other.grad)


def test_at_the_anchor_value_and_gradient_are_zero() -> None:
    ours = parameters()
    distance = squared_distance(ours, [p.detach().clone() for p in ours])
    distance.backward()
    assert distance == 0
    assert all(p.grad.abs().sum() == 0 for p in ours)


def test_frozen_parameters_get_no_gradient() -> None:
    ours = parameters()
    ours[0].requires_grad_(requires_grad=False)
    squared_distance(ours).backward()
    assert ours[0].grad is None
    torch.testing.assert_close(ours[1].grad, 2 * ours[1].detach())
