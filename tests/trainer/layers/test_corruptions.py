import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import pictures
from trainer.layers.corruptions import BLUR, CONTRAST, CORRUPTIONS, ELASTIC, NOISE, STRENGTHS, attacked

IMAGES = pictures(8, 3, 32, 32)


def corrupted(kind: str, strength: int, images: torch.Tensor = IMAGES, seed: int = 0) -> torch.Tensor:
    return CORRUPTIONS[kind](images, strength, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_each_strength_is_worse_than_the_one_before(kind: str) -> None:
    smooth = reference.gaussian_blur(IMAGES, [9, 9], [3.0, 3.0])
    away = [(corrupted(kind, strength, smooth) - smooth).square().mean().item() for strength in STRENGTHS]
    assert away == sorted(away)
    assert away[0] > 0


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_pictures_stay_pictures_and_chance_is_that_of_the_generator(kind: str) -> None:
    for strength in STRENGTHS:
        made = corrupted(kind, strength)
        assert made.shape == IMAGES.shape
        assert made.min() >= 0
        assert made.max() <= 1
        assert torch.equal(made, corrupted(kind, strength))
    drawn = kind in ("noise", "elastic")
    assert torch.equal(corrupted(kind, 1), corrupted(kind, 1, seed=1)) is not drawn


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize(("side", "factor"), [(8, 1), (32, 1), (64, 2)])
def test_blur_is_torchvisions_and_grows_with_the_side_beyond_32_pixels(strength: int, side: int, factor: int) -> None:
    sigma, images = BLUR[strength - 1] * factor, pictures(8, 3, side, side)
    size = 2 * int(4 * sigma + 0.5) + 1
    made = corrupted("blur", strength, images)
    assert (made - images).abs().mean() > 0.01
    if size <= side:  # torchvision mirrors no further than the picture goes
        torch.testing.assert_close(made, reference.gaussian_blur(images, [size] * 2, [sigma] * 2))


@pytest.mark.parametrize("strength", STRENGTHS)
def test_contrast_is_what_is_left_of_it_about_the_mean_of_each_channel(strength: int) -> None:
    made = corrupted("contrast", strength)
    torch.testing.assert_close(made.mean((2, 3)), IMAGES.mean((2, 3)))
    torch.testing.assert_close(made.std((2, 3)), IMAGES.std((2, 3)) * CONTRAST[strength - 1])


@pytest.mark.parametrize("strength", STRENGTHS)
def test_noise_has_its_deviation(strength: int) -> None:
    made = corrupted("noise", strength, torch.full((8, 1, 32, 32), 0.5))
    within = (made > 0) & (made < 1)
    if strength < 3:
        assert made.std().item() == pytest.approx(NOISE[strength - 1], rel=0.03)
    assert within.float().mean().item() == pytest.approx(
        torch.distributions.Normal(0.0, NOISE[strength - 1]).cdf(torch.tensor(0.5)).item() * 2 - 1, abs=0.02
    )


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_bent_slope_tells_how_far_pixels_moved(strength: int) -> None:
    """On a picture that grows by 1/side a pixel from left to right, the change is the displacement along it."""
    slope = (torch.arange(64) / 64).expand(16, 1, 64, 64)
    inner = (corrupted("elastic", strength, slope) - slope)[..., 8:-8, 8:-8]
    moved = inner.square().mean().sqrt().item() * 64
    assert moved == pytest.approx(ELASTIC[strength - 1] * 64 / 2**0.5 * 2**0.5, rel=0.25)


def test_the_attack_is_one_step_along_the_sign_of_the_gradient() -> None:
    """For logits w x and the label 0 of two classes, the loss rises where w[1] is larger than w[0]."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2, bias=False))
    model[1].weight.data = torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 3.0]])
    images = torch.full((3, 1, 2, 2), 0.5)
    labels = torch.zeros(3, dtype=torch.long)
    made = attacked(images, 0.1, lambda worse: cross_entropy(model(worse), labels))
    assert made[0].flatten().tolist() == pytest.approx([0.4, 0.6, 0.4, 0.6])
    assert model[1].weight.grad is None
    assert attacked(images, 1.0, lambda worse: cross_entropy(model(worse), labels)).unique().tolist() == [0, 1]
