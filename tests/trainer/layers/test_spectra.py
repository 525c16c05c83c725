import numpy as np
import pytest
import torch

from trainer.layers.spectra import smallest_squares


def features() -> torch.Tensor:
    return torch.randn(8, 3, 2, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("count", "there"), [(1, 1), (4, 4), (100, 6)])
def test_it_is_the_sum_over_numpys_smallest_singular_values(count: int, there: int) -> None:
    values = np.linalg.svd(features().reshape(8, 6).double().numpy(), compute_uv=False)
    expected = torch.tensor((np.sort(values)[:there] ** 2).sum(), dtype=torch.float32)
    torch.testing.assert_close(smallest_squares(features(), count), expected)


def test_the_slope_is_twice_the_weakest_part_of_the_features() -> None:
    inputs = features().flatten(1).requires_grad_()
    smallest_squares(inputs, 1).backward()
    left, values, right = np.linalg.svd(inputs.detach().double().numpy(), full_matrices=False)
    expected = torch.from_numpy(2 * values[-1] * np.outer(left[:, -1], right[-1])).float()
    torch.testing.assert_close(inputs.grad, expected)


def test_equal_singular_values_have_a_finite_slope() -> None:
    inputs = torch.eye(4).requires_grad_()
    smallest_squares(inputs, 2).backward()
    assert inputs.grad is not None
    assert torch.isfinite(inputs.grad).all()


def test_half_precision_is_reckoned_in_float32() -> None:
    half = features().half()
    torch.testing.assert_close(smallest_squares(half, 2), smallest_squares(half.float(), 2))


def test_what_is_no_number_is_left_to_the_loss() -> None:
    broken = features()
    broken[0, 0, 0], broken[1, 0, 0] = float("nan"), float("inf")
    assert torch.isfinite(smallest_squares(broken, 2))
