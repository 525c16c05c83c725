"""Colours of a batch of pictures (N, 1 or 3, H, W) in 0…1, each picture changed by its own number.

The formulas are those of `torchvision.transforms.functional`. Grey pictures have neither saturation nor hue.
"""

import torch
from torch import Tensor


def adjust_brightness(images: Tensor, factor: Tensor) -> Tensor:
    """Multiply every picture by its factor (N,)."""
    return (images * _each(factor)).clamp_(0, 1)


def adjust_contrast(images: Tensor, factor: Tensor) -> Tensor:
    """Move the pixels of every picture away from its mean grey: 0 leaves only that, 1 changes nothing."""
    return _blend(images, grey(images).mean((1, 2, 3), keepdim=True), factor)


def adjust_saturation(images: Tensor, factor: Tensor) -> Tensor:
    """Move the pixels of every picture away from their own grey: 0 leaves only that, 1 changes nothing."""
    return images if images.shape[1] == 1 else _blend(images, grey(images), factor)


def adjust_hue(images: Tensor, turn: Tensor) -> Tensor:
    """Turn the hues of every picture by a share (N,) of the colour circle.

    A hue lies in 0…1, from red over green and blue to red. Each channel is the largest of the three, less a share of
    the span down to the smallest that grows with the channel's distance from the hue.
    """
    if images.shape[1] == 1:
        return images
    red, green, blue = images.unbind(1)
    largest, smallest = images.amax(1), images.amin(1)
    span = largest - smallest
    is_red, is_green = ((largest == channel).to(images.dtype) for channel in (red, green))
    along = torch.lerp(red - green + 4 * span, blue - red + 2 * span, is_green)
    along = torch.lerp(along, green - blue, is_red)
    hue = along / (6 * span).clamp(min=1e-12) + turn[:, None, None]
    ahead = (hue[:, None] + torch.arange(11, 5, -2, device=images.device)[:, None, None] / 6).frac_().mul_(6)
    taken = torch.minimum(ahead, 4 - ahead).clamp_(0, 1)
    return torch.addcmul(largest[:, None], span[:, None], taken, value=-1)


def grey(images: Tensor) -> Tensor:
    """Return how light each pixel is, (N, 1, H, W)."""
    if images.shape[1] == 1:
        return images
    red, green, blue = images.unbind(1)
    return (0.2989 * red + 0.587 * green + 0.114 * blue)[:, None]


def _blend(images: Tensor, other: Tensor, factor: Tensor) -> Tensor:
    return torch.lerp(other, images, _each(factor)).clamp_(0, 1)


def _each(factor: Tensor) -> Tensor:
    return factor[:, None, None, None]
