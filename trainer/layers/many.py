"""The same change to many tensors in one call, instead of one small kernel each."""

from collections.abc import Sequence

import torch
from torch import Tensor

# The `_foreach` functions are the ones that torch.optim itself is written with; they have no public names.


@torch.no_grad()
def scale(tensors: Sequence[Tensor], factor: float) -> None:
    """Multiply every tensor by a number, in place."""
    if tensors:
        torch._foreach_mul_(list(tensors), factor)


@torch.no_grad()
def multiply(tensors: Sequence[Tensor], others: Sequence[Tensor]) -> None:
    """Multiply every tensor by its partner, in place; partners may be masks of bool."""
    if tensors:
        torch._foreach_mul_(list(tensors), list(others))


@torch.no_grad()
def add(tensors: Sequence[Tensor], others: Sequence[Tensor], factor: float = 1.0) -> None:
    """Add `factor` times its partner to every tensor, in place."""
    if tensors:
        torch._foreach_add_(list(tensors), list(others), alpha=factor)


@torch.no_grad()
def move_towards(tensors: Sequence[Tensor], others: Sequence[Tensor], share: float) -> None:
    """Move every tensor by a share of the way to its partner, in place."""
    if tensors:
        torch._foreach_lerp_(list(tensors), list(others), share)


@torch.no_grad()
def copy(tensors: Sequence[Tensor], others: Sequence[Tensor]) -> None:
    """Overwrite every tensor with its partner's values, in place."""
    if tensors:
        torch._foreach_copy_(list(tensors), list(others))


@torch.no_grad()
def total_norm(tensors: Sequence[Tensor]) -> Tensor:
    """Return the Euclidean norm of all tensors taken as one vector, a scalar on their device."""
    return torch.nn.utils.get_total_norm(list(tensors))
