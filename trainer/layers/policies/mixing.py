"""The mixing of AugMix."""

import torch
from torch import Tensor

from trainer.layers.pairs import symmetric_beta


def draw_shares(count: int, chains: int, alpha: float, generator: torch.Generator) -> Tensor:
    """Draw how much of each of `count` pictures is itself, and how much is each of its chains: (N, 1 + chains).

    The picture's own share is from Beta(alpha, alpha), the rest is shared out by Dirichlet(alpha, …, alpha).
    """
    own = symmetric_beta(count, alpha, generator)[:, None]
    # torch.distributions takes no generator; this is the function that its Dirichlet draws with.
    among = torch._sample_dirichlet(torch.full((count, chains), alpha), generator)  # noqa: SLF001 - see above
    return torch.cat([own, (1 - own) * among], 1)


def mix_chains(inputs: Tensor, chains: Tensor, shares: Tensor) -> Tensor:
    """Return the weighted mean of pictures (N, C, H, W) and what chains made of them (chains, N, C, H, W)."""
    weights = shares.T.to(inputs.device, inputs.dtype, non_blocking=True)[..., None, None, None]
    return (weights[1:] * chains).sum(0).addcmul_(weights[0], inputs)
