"""Pictures (N, C, H, W) bent and turned, each by its own map, on the device of the batch.

Places are pairs (x, y) in pixels, counted from the middle of the picture to the right and downwards.
"""

from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor

from trainer.layers.smoothing import blur_alike

Edge = Literal["zero", "reflect", "repeat"]
_MODES: dict[Edge, str] = {"zero": "zeros", "reflect": "reflection", "repeat": "border"}


def affine_maps(angle: Tensor, scale: Tensor, shear: Tensor, shift: Tensor) -> Tensor:
    """Return the maps (N, 2, 3) from the places of a changed picture to those of the picture that it is made of.

    A picture is sheared (2, N), turned clockwise (N,), both in degrees, scaled (N,) about its middle and then shifted
    (2, N) by pixels, as by `torchvision.transforms.functional.affine`.
    """
    turn, (lean_x, lean_y) = angle.deg2rad(), shear.deg2rad()
    a, c = torch.cos(turn - lean_y) / torch.cos(lean_y), torch.sin(turn - lean_y) / torch.cos(lean_y)
    b, d = -a * torch.tan(lean_x) - torch.sin(turn), -c * torch.tan(lean_x) + torch.cos(turn)
    back = torch.stack((d, -b, -c, a), -1).view(-1, 2, 2) / scale[:, None, None]  # the determinant is 1
    return torch.cat((back, -back @ shift.T[:, :, None]), -1)


def affine(images: Tensor, maps: Tensor, edge: Edge = "zero") -> Tensor:
    """Draw every picture through its own map (N, 2, 3), bilinearly."""
    x, y = _middle_out(images)
    from_columns = maps[:, :, 0, None] * x + maps[:, :, 2, None]
    from_rows = maps[:, :, 1, None] * y
    return _sample(images, from_columns[:, :, None, :] + from_rows[:, :, :, None], edge)


def displace(images: Tensor, field: Tensor, edge: Edge = "zero") -> Tensor:
    """Take every pixel from a place that lies off by its own displacement: (N, 2, H, W), in pixels, x before y."""
    x, y = _middle_out(images)
    places = torch.stack(torch.meshgrid(x, y, indexing="xy"))
    return _sample(images, field + places, edge)


def elastic_field(images: Tensor, alpha: float, sigma: float, generator: torch.Generator) -> Tensor:
    """Draw for every picture a displacement of each pixel: uniform in -1…1, smoothed by sigma, times alpha."""
    n, _, height, width = images.shape
    noise = torch.rand((n, 2, height, width), generator=generator, device=images.device, dtype=images.dtype)
    return alpha * blur_alike(noise.mul_(2).sub_(1), sigma)


def _middle_out(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the places of columns (W,) and rows (H,)."""
    height, width = images.shape[-2:]
    columns, rows = (torch.arange(size, device=images.device, dtype=images.dtype) for size in (width, height))
    return columns - (width - 1) / 2, rows - (height - 1) / 2


def _sample(images: Tensor, places: Tensor, edge: Edge) -> Tensor:
    """Read every picture at its own places (N, 2, H, W), which are used up."""
    height, width = images.shape[-2:]
    places[:, 0].mul_(2 / width)
    places[:, 1].mul_(2 / height)
    return F.grid_sample(images, places.permute(0, 2, 3, 1), padding_mode=_MODES[edge], align_corners=False)
