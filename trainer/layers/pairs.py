"""Mixing examples with each other."""

import torch
from torch import Tensor


def symmetric_beta(count: int, alpha: float, generator: torch.Generator) -> Tensor:
    """Draw `count` numbers from the Beta(alpha, alpha) distribution, shape (count,), from this generator."""
    alphas = torch.full((count, 2), alpha, device=generator.device)
    # torch.distributions takes no generator; this is the function that its Beta draws with.
    return torch._sample_dirichlet(alphas, generator)[:, 0]  # noqa: SLF001 - see above


def mix(values: Tensor, partner: Tensor, share: Tensor) -> Tensor:
    """Return share * v[i] + (1 - share) * v[partner[i]] for every example.

    `values` is (N, …), `partner` (N,) int64, `share` (N,): a number for each example.
    """
    weight = share.to(values.dtype).view(-1, *[1] * (values.dim() - 1))
    return torch.lerp(values[partner], values, weight)


def boxes(share: Tensor, height: int, width: int, generator: torch.Generator) -> Tensor:
    """Draw for every picture where a rectangle lies that would leave it `share` (N,) of its area (Yun et al. 2019).

    Gives (N, 4) int64: left, top, right, bottom, the latter two exclusive. Centres are anywhere in the picture, and
    what reaches out of it is cut off.
    """
    half = 0.5 * (1 - share.double()).sqrt()
    sides = []
    for length in (width, height):
        centre = torch.randint(length, share.shape, generator=generator, device=share.device)
        reach = (half * length).long()
        sides.append(((centre - reach).clamp_min(0), (centre + reach).clamp_max(length)))
    (left, right), (top, bottom) = sides
    return torch.stack((left, top, right, bottom), dim=1)


def paste(images: Tensor, partner: Tensor, box: Tensor) -> Tensor:
    """Put into every picture (N, C, H, W), at its box of `boxes`, what its partner shows there."""
    left, top, right, bottom = box[:, :, None].unbind(1)
    rows, columns = (torch.arange(length, device=images.device) for length in images.shape[2:])
    in_rows = (rows >= top) & (rows < bottom)
    in_columns = (columns >= left) & (columns < right)
    inside = in_rows[:, None, :, None] & in_columns[:, None, None, :]
    return torch.where(inside, images[partner], images)


def share_left(box: Tensor, height: int, width: int) -> Tensor:
    """Return the share (N,) of its area that a picture keeps outside its box, to the pixel."""
    return 1 - (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1]) / (height * width)
