"""Choosing some of the examples."""

import torch
from torch import Tensor


def stratified(labels: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Return the places, in order, of a share of the examples of every class, rounded, at least one each.

    `labels` is (N,) int64. With the same generator seed, a smaller share is part of a larger one.
    """
    order = torch.randperm(len(labels), generator=generator, device=generator.device).to(labels.device)
    by_class = order[labels[order].argsort(stable=True)]
    counts = labels.bincount()
    wanted = (counts * share).round().clamp_min(1)
    rank = torch.arange(len(labels), device=labels.device) - (counts.cumsum(0) - counts).repeat_interleave(counts)
    return by_class[rank < wanted.repeat_interleave(counts)].sort().values
