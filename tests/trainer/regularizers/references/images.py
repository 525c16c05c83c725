"""Methods on pictures, with draws of their own for each: torchvision does it picture by picture."""

import math

import torch
from torch import Tensor
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as theirs

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.blur import GaussianBlur
from trainer.regularizers.colour_jitter import ColourJitter
from trainer.regularizers.crop_and_flip import RandomCrop, RandomFlip
from trainer.regularizers.elastic_deformation import ElasticDeformation
from trainer.regularizers.growing_size import GrowingSize
from trainer.regularizers.noise import GaussianNoise
from trainer.regularizers.random_erasing import RandomErasing
from trainer.regularizers.rotation_and_affine import RandomAffine, RandomRotation

BILINEAR = InterpolationMode.BILINEAR
INPUTS = pictures(8, 3, 12, 17)


@reference("random_crop", by="torchvision.transforms.functional.pad and crop")
def random_crop() -> tuple[Tensor, Tensor]:
    method, ctx = RandomCrop(padding=3, edge="reflect"), context()
    places = torch.randint(0, 7, (2, 8), generator=ctx.generator(method)).T.tolist()
    wide = theirs.pad(INPUTS, [3], padding_mode="reflect")
    expected = [theirs.crop(one, top, left, 12, 17) for one, (top, left) in zip(wide, places, strict=True)]
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("random_flip", by="torchvision.transforms.functional.hflip and vflip")
def random_flip() -> tuple[Tensor, Tensor]:
    method, ctx = RandomFlip(horizontal=0.5, vertical=0.3), context()
    chance = torch.rand((2, 8), generator=ctx.generator(method)).T.tolist()
    across = [theirs.hflip(one) if first < 0.5 else one for one, (first, _) in zip(INPUTS, chance, strict=True)]
    expected = [theirs.vflip(one) if second < 0.3 else one for one, (_, second) in zip(across, chance, strict=True)]
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("random_rotation", by="torchvision.transforms.functional.rotate")
def random_rotation() -> tuple[Tensor, Tensor]:
    method, ctx = RandomRotation(degrees=40), context()
    angles = 40 * (2 * torch.rand(8, generator=ctx.generator(method)) - 1)
    expected = [theirs.rotate(one, -float(angle), BILINEAR) for one, angle in zip(INPUTS, angles, strict=True)]
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("random_affine", by="torchvision.transforms.functional.affine")
def random_affine() -> tuple[Tensor, Tensor]:
    method = RandomAffine(translate=0.2, smallest_scale=0.6, largest_scale=1.5, shear=30)
    ctx = context()
    share = torch.rand((6, 8), generator=ctx.generator(method)).T.tolist()
    expected = []
    for one, (size, lean_x, lean_y, right, down, _) in zip(INPUTS, share, strict=True):
        shift = [0.2 * 17 * (2 * right - 1), 0.2 * 12 * (2 * down - 1)]
        shear = [30 * (2 * lean_x - 1), 30 * (2 * lean_y - 1)]
        expected.append(theirs.affine(one, 0.0, shift, 0.6 + 0.9 * size, shear, BILINEAR))
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("elastic_deformation", by="torchvision.transforms.functional.elastic_transform and gaussian_blur")
def elastic_deformation() -> tuple[Tensor, Tensor]:
    method, ctx, inputs = ElasticDeformation(alpha=20, sigma=2), context(), pictures(6, 3, 18, 18)
    generator = ctx.generator(method)
    torch.rand(6, generator=generator)  # which pictures are changed
    noise = 2 * torch.rand(6, 2, 18, 18, generator=generator) - 1
    field = 20 * theirs.gaussian_blur(noise, [17, 17], [2.0, 2.0]) * (2 / 18)  # torchvision counts half pictures
    fields = field.permute(0, 2, 3, 1)
    expected = [theirs.elastic_transform(one, each[None], BILINEAR) for one, each in zip(inputs, fields, strict=True)]
    return method.transform_inputs(inputs, ctx), torch.stack(expected)


@reference(
    "colour_jitter",
    by="torchvision.transforms.functional.adjust_brightness, adjust_contrast, adjust_saturation and adjust_hue",
)
def colour_jitter() -> tuple[Tensor, Tensor]:
    method, ctx = ColourJitter(brightness=0.5, contrast=0.7, saturation=0.9, hue=0.3), context()
    change = (2 * torch.rand((4, 8), generator=ctx.generator(method)) - 1).T.tolist()
    expected = []
    for picture, (brightness, contrast, saturation, hue) in zip(INPUTS, change, strict=True):
        one = theirs.adjust_brightness(picture, 1 + 0.5 * brightness)
        one = theirs.adjust_contrast(one, 1 + 0.7 * contrast)
        one = theirs.adjust_saturation(one, 1 + 0.9 * saturation)
        expected.append(theirs.adjust_hue(one, 0.3 * hue))
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("gaussian_blur", by="torchvision.transforms.functional.gaussian_blur")
def gaussian_blur() -> tuple[Tensor, Tensor]:
    method, ctx = GaussianBlur(smallest_sigma=0.5, largest_sigma=1.8, probability=1), context()
    sigmas = 0.5 + 1.3 * torch.rand((2, 8), generator=ctx.generator(method))[0]
    both = zip(INPUTS, sigmas.tolist(), strict=True)
    expected = [theirs.gaussian_blur(one, [17, 17], [sigma, sigma]) for one, sigma in both]
    return method.transform_inputs(INPUTS, ctx), torch.stack(expected)


@reference("gaussian_noise", by="torch.normal with the same generator")
def gaussian_noise() -> tuple[Tensor, Tensor]:
    method, ctx = GaussianNoise(deviation=0.2), context()
    return method.transform_inputs(INPUTS, ctx), torch.normal(INPUTS, 0.2, generator=ctx.generator(method))


@reference("random_erasing", by="torchvision.transforms.functional.erase")
def random_erasing() -> tuple[Tensor, Tensor]:
    method = RandomErasing(probability=0.7, smallest_area=0.05, largest_area=0.3, aspect_ratio=0.5)
    ctx, inputs = context(), pictures(40, 3, 24, 24)
    generator = ctx.generator(method)
    share = torch.rand((5, 40), generator=generator).double().T.tolist()
    noise = torch.rand(inputs.shape, generator=generator)
    expected = []
    for one, value, (size, shape, chance, down, right) in zip(inputs, noise, share, strict=True):
        area, ratio = (0.05 + 0.25 * size) * 576, math.exp(math.log(0.5) * (1 - 2 * shape))
        h, w = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        top, left = int(down * (25 - h)), int(right * (25 - w))
        covered = theirs.erase(one, top, left, h, w, value[:, top : top + h, left : left + w])
        expected.append(covered if chance < 0.7 else one)
    return method.transform_inputs(inputs, ctx), torch.stack(expected)


@reference("growing_size", by="torchvision.transforms.functional.resize")
def growing_size() -> tuple[list[Tensor], list[Tensor]]:
    """Four epochs from half the side on: 1/2, 3/4, 1, 1 of 20 x 32 pixels."""
    method, inputs = GrowingSize(smallest=0.5, over=0.5, minimum=1), pictures(4, 3, 20, 32)
    ours = [method.transform_inputs(inputs, context(epochs=4, epoch=epoch)) for epoch in (1, 2, 3, 4)]
    sizes = [[10, 16], [15, 24], [20, 32], [20, 32]]
    return ours, [theirs.resize(inputs, size, BILINEAR, antialias=True) for size in sizes]
