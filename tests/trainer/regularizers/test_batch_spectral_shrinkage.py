import numpy as np
import pytest
import torch

from tests.trainer.regularizers.scene import context
from trainer.regularizers.base import Output
from trainer.regularizers.batch_spectral_shrinkage import BatchSpectralShrinkage


def out(*shape: int) -> Output:
    features = torch.randn(shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    return Output(torch.zeros(shape[0], 3), features)


@pytest.mark.parametrize("shape", [(6, 10), (10, 6), (6, 5, 2)])
def test_it_presses_numpys_smallest_singular_values(shape: tuple[int, ...]) -> None:
    given = out(*shape)
    assert given.features is not None
    penalty = BatchSpectralShrinkage(amount=0.5, smallest=2).penalty(given, context())
    matrix = given.features.detach().flatten(1).double().numpy()
    values = np.linalg.svd(matrix, compute_uv=False)
    expected = torch.tensor(0.5 * (values[-2:] ** 2).sum(), dtype=torch.float32)
    torch.testing.assert_close(penalty.detach(), expected)
    penalty.backward()
    assert given.features.grad is not None


def test_a_step_against_it_makes_the_smallest_values_smaller_and_leaves_the_others() -> None:
    given = out(6, 10)
    features = given.features
    assert features is not None
    BatchSpectralShrinkage(amount=1.0, smallest=2).penalty(given, context()).backward()
    assert features.grad is not None
    before = torch.linalg.svdvals(features.detach())
    after = torch.linalg.svdvals(features.detach() - 0.25 * features.grad)  # sigma - 0.25 * 2 sigma
    torch.testing.assert_close(after[:-2], before[:-2])
    torch.testing.assert_close(after[-2:], before[-2:] / 2)


def test_how_many_values_are_pressed_is_reported() -> None:
    ctx = context()
    BatchSpectralShrinkage(smallest=100).penalty(out(6, 5, 2), ctx)
    assert ctx.effects == {"batch_spectral_shrinkage.values": 6}
    ctx.step = 1
    BatchSpectralShrinkage(smallest=100).penalty(out(3, 10), ctx)
    assert ctx.effects == {"batch_spectral_shrinkage.values": 6}
