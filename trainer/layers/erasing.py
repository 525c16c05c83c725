"""Rectangles in pictures, each picture's its own, on the device of the batch."""

import math

import torch
from torch import Tensor


def rectangle_sides(area: Tensor, chance: Tensor, flattest: float, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Return heights and widths (N,) of rectangles that cover these shares of a picture, in whole pixels.

    The ratio of the sides lies between `flattest` and 1/`flattest`, on a logarithmic scale where `chance` (0…1) puts
    it among the ratios with which the rectangle fits into the picture. Where none fits, it is the nearest that does.
    """
    lowest, highest = torch.log(area * height / width), torch.log(height / width / area)
    low = torch.minimum(lowest.clamp(min=math.log(flattest)), highest)
    high = torch.maximum(highest.clamp(max=-math.log(flattest)), lowest)
    lengthening = torch.exp(torch.lerp(low, high, chance) / 2)
    side = torch.sqrt(area * (height * width))
    return (side * lengthening).round().clamp(1, height), (side / lengthening).round().clamp(1, width)


def rectangles(heights: Tensor, widths: Tensor, chance: Tensor, height: int, width: int) -> Tensor:
    """Return where each picture's rectangle lies: bool (N, 1, H, W), at places that `chance` (2, N) in 0…1 gives."""
    rows, columns = _stretch(heights, chance[0], height), _stretch(widths, chance[1], width)
    return (rows[:, :, None] & columns[:, None, :])[:, None]


def _stretch(length: Tensor, chance: Tensor, size: int) -> Tensor:
    """Return which of `size` places lie in a stretch of this length: bool (N, size)."""
    first = torch.floor(chance * (size - length + 1))[:, None]
    places = torch.arange(size, device=length.device)
    return (places >= first) & (places < first + length[:, None])
