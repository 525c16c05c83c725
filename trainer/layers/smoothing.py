"""Smoothing by a Gaussian, along both sides of pictures (N, C, H, W)."""

import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor


def smoothing_matrices(size: int, sigma: Tensor, reach: int) -> Tensor:
    """Return the matrices (N, size, size) that smooth a line by each sigma (N,); the line is mirrored at its ends.

    Values further off than `reach` count nothing. A product with a matrix is faster than a convolution whose kernel
    differs from picture to picture, and takes pictures that are smaller than the kernel.
    """
    away = torch.arange(-reach, reach + 1, device=sigma.device)
    weights = torch.exp(-0.5 * (away / sigma[:, None]).square())
    weights = weights / weights.sum(1, keepdim=True)
    taken = _mirrored(torch.arange(size, device=sigma.device) + away[:, None], size)
    return (weights @ F.one_hot(taken, size).to(weights.dtype).flatten(1)).view(-1, size, size)


def blur(images: Tensor, sigma: Tensor, reach: int) -> Tensor:
    """Smooth every picture by its own sigma (N,), in pixels, up to `reach` pixels away."""
    n, channels, height, width = images.shape
    along_columns, along_rows = _matrices(height, width, sigma, reach)
    smoothed = torch.bmm(images.reshape(n, channels * height, width), along_rows.mT).view(images.shape)
    return along_columns[:, None] @ smoothed


def blur_alike(images: Tensor, sigma: float) -> Tensor:
    """Smooth all pictures by one sigma, in pixels, up to four times as far away."""
    height, width = images.shape[-2:]
    along_columns, along_rows = _matrices(height, width, images.new_full((1,), sigma), int(4 * sigma + 0.5))
    return ((images @ along_rows[0].T).mT @ along_columns[0].T).mT


def _matrices(height: int, width: int, sigma: Tensor, reach: int) -> tuple[Tensor, Tensor]:
    """Return the matrices for columns and for rows, which are the same for square pictures."""
    along_rows = smoothing_matrices(width, sigma, reach)
    return along_rows if height == width else smoothing_matrices(height, sigma, reach), along_rows


def _mirrored(places: Tensor, size: int) -> Tensor:
    """Return where a place outside lies within 0…size-1 when the line is mirrored at its end values, over and over."""
    period = max(2 * size - 2, 1)
    within = places.remainder(period)
    return torch.minimum(within, period - within)
