"""Operations that move pixels: all of them are one affine map, with numbers of its own for each picture."""

import math
from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor

MOVES = ("shear_x", "shear_y", "translate_x", "translate_y", "rotate")
"""Their magnitudes: a slope, pixels (the fraction is dropped), or degrees counter-clockwise."""
Sampling = Literal["nearest", "bilinear"]


def move(pictures: Tensor, matrices: Tensor, sampling: Sampling) -> Tensor:
    """Sample uint8 pictures (N, C, H, W) where `matrices` (N, 2, 3) say; what lies outside is black."""
    height, width = pictures.shape[-2:]
    grid = torch.stack(
        [_places(matrices[:, 0], height, width, width), _places(matrices[:, 1], height, width, height)], 3
    )
    moved = F.grid_sample(pictures.float(), grid, sampling, "zeros", align_corners=False)
    return moved.round_().to(torch.uint8)


def move_matrices(moves: Tensor, magnitudes: Tensor, height: int, width: int) -> Tensor:
    """Return from where each picture takes its pixels, (N, 2, 3), in pixels from the centre.

    `moves` (N,) are places in MOVES. Slopes are measured from the upper left corner, turns from the centre.
    """
    each = F.one_hot(moves, len(MOVES)) * magnitudes[:, None]
    slope_x, slope_y, right, down, degrees = each.unbind(1)
    cosine, sine = (degrees * (math.pi / 180)).cos(), (degrees * (math.pi / 180)).sin()
    across = torch.stack([cosine, slope_x - sine, slope_x * height / 2 - right.trunc()], 1)
    along = torch.stack([slope_y + sine, cosine, slope_y * width / 2 - down.trunc()], 1)
    return torch.stack([across, along], 1)


def _places(rows: Tensor, height: int, width: int, side: int) -> Tensor:
    """Return one coordinate of where pixels come from, (N, H, W), from -1 to 1 along the side; `rows` is (N, 3)."""
    of_x, of_y, shift = (rows / (side / 2)).view(-1, 3, 1, 1).unbind(1)
    x = torch.arange(width, device=rows.device) - (width - 1) / 2
    y = torch.arange(height, device=rows.device) - (height - 1) / 2
    return of_x * x + of_y * y[:, None] + shift
