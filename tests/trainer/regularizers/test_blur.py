import torch
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.blur import GaussianBlur


def test_each_picture_is_blurred_by_its_own_sigma_as_torchvision_blurs_it() -> None:
    method = GaussianBlur(smallest_sigma=0.5, largest_sigma=1.8, probability=1)
    ctx, inputs = context(), pictures(8, 3, 12, 17)
    sigmas = 0.5 + 1.3 * torch.rand((2, 8), generator=ctx.generator(method))[0]
    expected = [
        reference.gaussian_blur(one, [17, 17], [float(sigma)] * 2) for one, sigma in zip(inputs, sigmas, strict=True)
    ]
    torch.testing.assert_close(method.transform_inputs(inputs, ctx), torch.stack(expected), rtol=0, atol=2e-6)


def test_the_kernel_reaches_far_enough_for_the_largest_sigma() -> None:
    method = GaussianBlur(smallest_sigma=3, largest_sigma=3, probability=1)
    spot = torch.zeros(1, 1, 61, 61)
    spot[..., 30, 30] = 1
    row = method.transform_inputs(spot, context())[0, 0].sum(0)
    deviation = (row * (torch.arange(61) - 30).square()).sum().sqrt()
    torch.testing.assert_close(deviation, torch.tensor(3.0), rtol=0.002, atol=0)
