import pytest
import torch
from scipy.ndimage import gaussian_filter
from torchvision.transforms import functional as reference

from trainer.layers.smoothing import blur, blur_alike, smoothing_matrices

SIGMA = torch.tensor([0.1, 0.4, 0.9, 1.3, 2.0])


def pictures(channels: int, height: int, width: int) -> torch.Tensor:
    return torch.rand(5, channels, height, width, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("height", "width"), [(12, 12), (9, 14)])
def test_each_picture_is_blurred_by_its_own_sigma_as_torchvision_blurs_it(
    channels: int, height: int, width: int
) -> None:
    inputs = pictures(channels, height, width)
    expected = [
        reference.gaussian_blur(one, [17, 17], [float(sigma)] * 2) for one, sigma in zip(inputs, SIGMA, strict=True)
    ]
    torch.testing.assert_close(blur(inputs, SIGMA, 8), torch.stack(expected), rtol=0, atol=2e-6)


def test_one_sigma_for_all_blurs_as_torchvision_does() -> None:
    inputs = pictures(2, 11, 13)
    torch.testing.assert_close(blur_alike(inputs, 2.0), reference.gaussian_blur(inputs, [17, 17], [2.0, 2.0]))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 3), (8, 5)])
def test_pictures_smaller_than_the_kernel_are_mirrored_over_and_over_as_scipy_does(height: int, width: int) -> None:
    inputs = pictures(3, height, width)
    expected = gaussian_filter(inputs.numpy(), 4.0, mode="mirror", axes=(2, 3), radius=16)
    torch.testing.assert_close(blur_alike(inputs, 4.0), torch.from_numpy(expected))


def test_smoothing_leaves_an_even_line_as_it_is() -> None:
    ones = smoothing_matrices(10, SIGMA, 8) @ torch.ones(10)
    torch.testing.assert_close(ones, torch.ones(5, 10))


def test_a_tiny_sigma_changes_nothing() -> None:
    inputs = pictures(1, 6, 6)
    assert torch.equal(blur(inputs, torch.full((5,), 1e-30), 4), inputs)


def test_pictures_that_are_not_contiguous_are_taken() -> None:
    inputs = pictures(3, 9, 9).to(memory_format=torch.channels_last)
    torch.testing.assert_close(blur(inputs, SIGMA, 8), blur(inputs.contiguous(), SIGMA, 8))
