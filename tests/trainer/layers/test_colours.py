from collections.abc import Callable

import pytest
import torch
from torchvision.transforms import functional as reference

from trainer.layers import colours

FACTORS = torch.tensor([0.0, 0.3, 0.8, 1.0, 1.4, 2.0])
PICTURES = torch.rand(6, 3, 8, 7, generator=torch.Generator().manual_seed(0))
CORNERS = torch.cartesian_prod(*[torch.linspace(0, 1, 5)] * 3).T.reshape(1, 3, 5, 25).expand(6, 3, 5, 25)
"""All colours whose channels are quarters: greys, black and white, and every tie between channels."""

Adjust = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
NAMES = ["adjust_brightness", "adjust_contrast", "adjust_saturation", "adjust_hue"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("inputs", [PICTURES, CORNERS, PICTURES[:, :1]], ids=["random", "corners", "grey"])
def test_each_picture_is_changed_by_its_own_factor_as_torchvision_changes_it(name: str, inputs: torch.Tensor) -> None:
    factors = FACTORS / 2 - 0.5 if name == "adjust_hue" else FACTORS
    expected = [getattr(reference, name)(one, float(factor)) for one, factor in zip(inputs, factors, strict=True)]
    adjust: Adjust = getattr(colours, name)
    torch.testing.assert_close(adjust(inputs, factors), torch.stack(expected), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_that_are_given_stay_as_they_are(name: str) -> None:
    inputs = PICTURES.clone()
    getattr(colours, name)(inputs, FACTORS / 4)
    assert torch.equal(inputs, PICTURES)


def test_grey_is_as_light_as_torchvision_says() -> None:
    torch.testing.assert_close(colours.grey(PICTURES), reference.rgb_to_grayscale(PICTURES))


def test_a_third_of_the_circle_turns_red_into_green() -> None:
    red = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    assert colours.adjust_hue(red, torch.tensor([1 / 3])).flatten().tolist() == pytest.approx([0, 1, 0], abs=1e-6)
