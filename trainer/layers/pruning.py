"""Which weights stay when the smallest in absolute value are pruned."""

from collections.abc import Sequence

import torch
from torch import Tensor


def from_threshold(weights: Sequence[Tensor], threshold: float) -> list[Tensor]:
    """Mark the weights whose absolute value is not below a threshold. Gives a bool tensor of each one's shape."""
    return [weight.detach().abs() >= threshold for weight in weights]


def without_smallest(weights: Sequence[Tensor], share: float) -> list[Tensor]:
    """Mark all weights but this share, the smallest in absolute value over all tensors together (Han et al. 2015)."""
    if not weights:
        return []
    values = torch.cat([weight.detach().abs().flatten() for weight in weights])
    marked = torch.ones_like(values, dtype=torch.bool)
    marked[values.topk(round(share * len(values)), largest=False).indices] = False
    parts = torch.split(marked, [weight.numel() for weight in weights])
    return [part.view_as(weight) for part, weight in zip(parts, weights, strict=True)]
