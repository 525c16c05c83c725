"""Repeating examples of rare classes."""

import torch
from torch import Tensor


def oversampled(labels: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Return places, in order, with repeats: the examples of a class of n come up n^(1-s) * largest^s times in all.

    `labels` is (N,) int64. No example is left out, the largest class keeps its size, and all have the same one at
    strength 1. Each example comes up equally often, or once more where chance chooses it.
    """
    counts = labels.bincount()
    sizes = counts.double()
    wanted = (sizes ** (1 - strength) * sizes.max() ** strength).round().long()
    order = torch.randperm(len(labels), generator=generator, device=generator.device).to(labels.device)
    by_class = order[labels[order].argsort(stable=True)]
    rank = torch.arange(len(labels), device=labels.device) - (counts.cumsum(0) - counts).repeat_interleave(counts)
    present, totals = counts.repeat_interleave(counts), wanted.repeat_interleave(counts)
    times = totals // present + (rank < totals % present)
    return by_class.repeat_interleave(times).sort().values
