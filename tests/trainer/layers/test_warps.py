import pytest
import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as reference

from trainer.layers.warps import Edge, affine, affine_maps, displace, elastic_field

BILINEAR = InterpolationMode.BILINEAR


def draws(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


ANGLE, SCALE = draws(9, seed=1) * 360 - 180, draws(9, seed=2) + 0.5
SHEAR, SHIFT = draws(2, 9, seed=3) * 80 - 40, draws(2, 9, seed=4) * 10 - 5


def by_torchvision(picture: torch.Tensor, i: int) -> torch.Tensor:
    shift, shear = SHIFT[:, i].tolist(), SHEAR[:, i].tolist()
    moved: torch.Tensor = reference.affine(picture, float(ANGLE[i]), shift, float(SCALE[i]), shear, BILINEAR)
    return moved


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("height", "width"), [(16, 16), (13, 20)])
def test_each_picture_goes_through_its_own_map_as_torchvision_maps_it(channels: int, height: int, width: int) -> None:
    inputs = draws(9, channels, height, width)
    expected = torch.stack([by_torchvision(picture, i) for i, picture in enumerate(inputs)])
    mapped = affine(inputs, affine_maps(ANGLE, SCALE, SHEAR, SHIFT))
    torch.testing.assert_close(mapped, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize(("edge", "name"), [("reflect", "symmetric"), ("repeat", "edge")])
def test_edges_are_filled_as_if_the_picture_had_been_widened(edge: Edge, name: str) -> None:
    inputs = draws(9, 3, 16, 16)
    maps = affine_maps(ANGLE / 10, SCALE, SHEAR / 10, SHIFT)
    widened = affine(reference.pad(inputs, [15], padding_mode=name), maps)
    expected = reference.center_crop(widened, [16, 16])
    torch.testing.assert_close(affine(inputs, maps, edge), expected, rtol=0, atol=1e-5)


def test_a_quarter_turn_moves_every_pixel_to_its_place() -> None:
    inputs, ones, none = draws(4, 1, 7, 7), torch.ones(4), torch.zeros(2, 4)
    turned = affine(inputs, affine_maps(90 * ones, ones, none, none))
    torch.testing.assert_close(turned, inputs.rot90(-1, (2, 3)), rtol=0, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_are_displaced_as_torchvision_displaces_them(channels: int) -> None:
    inputs, field = draws(5, channels, 12, 17), draws(5, 2, 12, 17, seed=1) * 8 - 4
    relative = field.permute(0, 2, 3, 1) * torch.tensor([2 / 17, 2 / 12])
    expected = [
        reference.elastic_transform(picture, off[None], BILINEAR) for picture, off in zip(inputs, relative, strict=True)
    ]
    torch.testing.assert_close(displace(inputs, field), torch.stack(expected), rtol=0, atol=1e-5)


def test_a_displacement_by_a_whole_pixel_shifts_the_picture() -> None:
    inputs = draws(2, 1, 6, 6)
    field = torch.zeros(2, 2, 6, 6)
    field[:, 0] = 1  # each pixel comes from the right
    torch.testing.assert_close(displace(inputs, field, "repeat")[..., :-1], inputs[..., 1:], rtol=0, atol=1e-5)


def test_an_elastic_field_is_uniform_noise_smoothed_and_multiplied() -> None:
    field = elastic_field(torch.zeros(3, 1, 20, 30), 34.0, 2.0, torch.Generator().manual_seed(5))
    noise = torch.rand(3, 2, 20, 30, generator=torch.Generator().manual_seed(5)) * 2 - 1
    expected = 34 * reference.gaussian_blur(noise, [17, 17], [2.0, 2.0])
    torch.testing.assert_close(field, expected, rtol=0, atol=1e-4)


def test_a_field_is_as_strong_as_the_theory_of_smoothed_noise_says() -> None:
    field = elastic_field(torch.zeros(4, 1, 200, 200), 34.0, 4.0, torch.Generator().manual_seed(0))
    # uniform noise deviates by 1/sqrt(3); a Gaussian keeps 1/(2 sqrt(pi) sigma) of it: 0.163 alpha/sigma
    assert field[..., 20:-20, 20:-20].std() == pytest.approx(0.163 * 34 / 4, rel=0.05)
