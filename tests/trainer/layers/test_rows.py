import pytest
import torch

from trainer.layers.rows import centre_rows, limit_rows

SHAPES = [(5, 7), (4, 3, 3, 3), (6, 1, 5)]


def tensors() -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=generator) for shape in SHAPES]


@pytest.mark.parametrize("limit", [0.5, 2.0, 5.0])
def test_rows_are_limited_as_torch_renorms_them(limit: float) -> None:
    weights, references = tensors(), [torch.renorm(weight, 2, 0, limit) for weight in tensors()]
    cut = limit_rows(weights, limit)
    for mine, theirs in zip(weights, references, strict=True):
        torch.testing.assert_close(mine, theirs)
    assert cut == sum(int((weight.flatten(1).norm(dim=1) > limit).sum()) for weight in tensors())


def test_a_row_within_the_limit_keeps_its_bits_and_one_of_zeros_stays() -> None:
    weight = torch.tensor([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    before = weight.clone()
    assert limit_rows([weight], 1.0) == 1
    assert weight[0].tolist() == pytest.approx([0.6, 0.8])
    assert torch.equal(weight[1:], before[1:])


def test_a_row_that_was_cut_is_not_cut_again() -> None:
    weights = tensors()
    limit_rows(weights, 0.5)
    assert limit_rows(weights, 0.5) == 0


def test_rows_lose_their_mean() -> None:
    gradients = tensors()
    centre_rows(gradients)
    for mine, before in zip(gradients, tensors(), strict=True):
        theirs = torch.stack([row - row.sum() / row.numel() for row in before])
        torch.testing.assert_close(mine, theirs)


def test_no_tensors_are_no_error() -> None:
    nothing: list[torch.Tensor] = []
    centre_rows(nothing)
    assert limit_rows(nothing, 1.0) == 0
