"""Predictions to measure."""

import torch
from torch import Tensor


def logits(count: int = 200, classes: int = 7, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return logits that are right more often than not, and labels."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, classes, (count,), generator=generator)
    return torch.randn(count, classes, generator=generator) + torch.eye(classes)[labels], labels
