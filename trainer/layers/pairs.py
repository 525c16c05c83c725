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
