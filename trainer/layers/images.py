"""Changes to a batch of pictures (N, C, H, W), each picture by its own numbers, on the device of the batch."""

from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor

Edge = Literal["constant", "reflect", "replicate"]


def pad(images: Tensor, width: int, edge: Edge = "constant") -> Tensor:
    """Widen pictures on all four sides: with zeros, by reflection, or by repeating the edge."""
    return F.pad(images, (width, width, width, width), mode=edge)


def crop(images: Tensor, top: Tensor, left: Tensor, height: int, width: int) -> Tensor:
    """Cut a window of `height` by `width` from every picture at its own place.

    `top` and `left` are (N,) int64 with values within the picture. The rows of all windows are gathered by one index
    into a view of every run of `width` neighbours, which is faster than slicing picture by picture.
    """
    images = images.contiguous()
    n, channels, rows, columns = images.shape
    planes = torch.arange(n * channels, device=images.device).view(n, channels, 1) * (rows * columns)
    inside = (top[:, None] + torch.arange(height, device=images.device)) * columns + left[:, None]
    runs = images.view(-1).as_strided((images.numel() - width + 1, width), (1, 1))
    return runs.index_select(0, (planes + inside[:, None, :]).flatten()).view(n, channels, height, width)


def flip(images: Tensor, which: Tensor, side: Literal["horizontal", "vertical"] = "horizontal") -> Tensor:
    """Mirror those pictures for which `which` (N,) bool holds: left and right, or top and bottom."""
    return torch.where(which[:, None, None, None], images.flip(-1 if side == "horizontal" else -2), images)


def add_noise(inputs: Tensor, deviation: float, generator: torch.Generator) -> Tensor:
    """Add to every value its own draw from a normal distribution of this deviation."""
    noise = torch.randn(inputs.shape, generator=generator, device=inputs.device, dtype=inputs.dtype)
    return inputs.add(noise, alpha=deviation)
