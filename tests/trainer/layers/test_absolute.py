import pytest
import torch
from torch import nn

from trainer.layers.absolute import absolute_sum


def parameters() -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [nn.Parameter(torch.randn(shape, generator=generator)) for shape in [(3, 4), (5,), (2, 1, 3, 3)]]


def test_value_and_gradient_are_those_of_torchs_l1_loss() -> None:
    ours, theirs = parameters(), parameters()
    total = absolute_sum(ours)
    reference = torch.stack([nn.functional.l1_loss(p, torch.zeros_like(p), reduction="sum") for p in theirs]).sum()
    torch.testing.assert_close(total, reference)
    (3 * total).backward()
    (3 * reference).backward()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine.grad, other.grad)


def test_at_zero_there_is_no_slope() -> None:
    weight = nn.Parameter(torch.tensor([0.0, -2.0, 3.0]))
    absolute_sum([weight]).backward()
    assert weight.grad is not None
    assert weight.grad.tolist() == [0, -1, 1]


def test_frozen_parameters_get_no_gradient() -> None:
    ours = parameters()
    ours[0].requires_grad_(requires_grad=False)
    assert absolute_sum(ours).item() == pytest.approx(sum(p.abs().sum().item() for p in ours))
    absolute_sum(ours).backward()
    assert ours[0].grad is None
    assert ours[1].grad is not None
