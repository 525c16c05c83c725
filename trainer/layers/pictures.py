"""Bring pictures to one form: grey or colour, one size. The same code prepares training data and an export's inputs."""

import torch
from torch import Tensor
from torch.nn.functional import interpolate


def with_channels(pictures: Tensor, channels: int) -> Tensor:
    """Return pictures (N, C, H, W) uint8 with 1 or 3 channels.

    Grey is the luma of ITU-R 601 in the fixed-point arithmetic that PIL uses, so a file converted by PIL is the same.
    """
    if pictures.shape[1] == channels:
        return pictures
    if channels == 3:
        return pictures.expand(-1, 3, -1, -1)
    red, green, blue = pictures.to(torch.int32).unbind(1)
    luma = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
    return luma.to(torch.uint8).unsqueeze(1)


def resized(pictures: Tensor, height: int, width: int) -> Tensor:
    """Return pictures (N, C, H, W) uint8 at another size: bilinear, with antialiasing; the aspect is not kept."""
    if pictures.shape[-2:] == (height, width):
        return pictures
    return interpolate(pictures, size=(height, width), mode="bilinear", antialias=True)
