import math

import pytest
import torch
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.random_erasing import RandomErasing


@pytest.mark.parametrize("fill", ["zero", "noise"])
def test_each_picture_loses_its_own_rectangle_as_torchvision_erases_it(fill: str) -> None:
    method = RandomErasing(probability=0.7, smallest_area=0.05, largest_area=0.3, aspect_ratio=0.5, fill=fill)
    ctx, inputs = context(), pictures(40, 3, 24, 24)
    generator = ctx.generator(method)
    share = torch.rand((5, 40), generator=generator).double().tolist()
    noise = torch.rand(inputs.shape, generator=generator) if fill == "noise" else torch.zeros(inputs.shape)
    expected = []
    for i, one in enumerate(inputs):
        area, ratio = (0.05 + 0.25 * share[0][i]) * 576, math.exp(math.log(0.5) * (1 - 2 * share[1][i]))
        h, w = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        top, left = int(share[3][i] * (25 - h)), int(share[4][i] * (25 - w))
        covered = reference.erase(one, top, left, h, w, noise[i, :, top : top + h, left : left + w])
        expected.append(covered if share[2][i] < 0.7 else one)
    assert torch.equal(method.transform_inputs(inputs, ctx), torch.stack(expected))


def test_areas_are_spread_evenly_between_the_smallest_and_the_largest() -> None:
    method = RandomErasing(probability=1, smallest_area=0.2, largest_area=0.6, aspect_ratio=0.1, fill="zero")
    covered = (method.transform_inputs(torch.ones(2000, 1, 50, 50), context()) == 0).float().mean((1, 2, 3))
    assert covered.min() == pytest.approx(0.2, abs=0.02)
    assert covered.max() == pytest.approx(0.6, abs=0.02)
    assert covered.mean() == pytest.approx(0.4, abs=0.01)


def test_noise_has_all_colours_and_black_has_none() -> None:
    whole = {"probability": 1, "smallest_area": 0.95, "largest_area": 0.95}
    inputs = torch.full((20, 3, 20, 20), 2.0)
    noise = RandomErasing(**whole, fill="noise").transform_inputs(inputs, context())
    noise = noise[noise != 2]
    assert noise.mean() == pytest.approx(0.5, abs=0.02)
    assert noise.std() == pytest.approx(12**-0.5, abs=0.01)
    assert RandomErasing(**whole, fill="zero").transform_inputs(inputs, context()).unique().tolist() == [0, 2]
