"""What belongs to one unit of a layer: the row of its incoming weights."""

from collections.abc import Sequence

import torch
from torch import Tensor

ROUNDING = 1e-5
"""By what share a row that was just scaled may seem to be longer than the limit."""


@torch.no_grad()
def limit_rows(weights: Sequence[Tensor], limit: float) -> Tensor:
    """Scale every row that is longer than the limit back to it, in place (Srivastava et al. 2014).

    A row is all that has one place in the first dimension. Gives how many rows were longer, a scalar on their device.
    """
    cut = torch.zeros((), dtype=torch.int64, device=weights[0].device if weights else None)
    for weight in weights:
        sizes = torch.linalg.vector_norm(weight, dim=tuple(range(1, weight.dim())), keepdim=True)
        weight.mul_((limit / (sizes + 1e-7)).clamp(max=1))
        cut += (sizes > limit * (1 + ROUNDING)).sum()
    return cut


@torch.no_grad()
def centre_rows(gradients: Sequence[Tensor]) -> None:
    """Take from every row its mean, in place (gradient centralization, Yong et al. 2020)."""
    if gradients:
        means = [gradient.mean(dim=tuple(range(1, gradient.dim())), keepdim=True) for gradient in gradients]
        torch._foreach_sub_(list(gradients), means)
