"""Changes to a batch of table rows (N, F), each value by its own draw, on the device of the batch."""

import torch
from torch import Tensor


def to_mean(rows: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    """Set each value to 0, the mean of a standardized column, with probability `rate`; the others stay as they are."""
    off = torch.rand(rows.shape, generator=generator, device=rows.device) < rate
    return rows.masked_fill(off, 0)
