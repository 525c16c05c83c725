"""The squared distance of parameters from where they are pulled to, with its gradient in one call for all of them."""
# ruff: noqa: SLF001 - the functions that torch.optim is written with have no public names

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def squared_distance(parameters: Sequence[Tensor], anchors: Sequence[Tensor] | None = None) -> Tensor:
    """Return the sum of (w - anchor)^2 over all parameters, a scalar; without anchors, the distance from zero."""
    distance: Tensor = _SquaredDistance.apply(anchors, *parameters)
    return distance


class _SquaredDistance(torch.autograd.Function):
    """Autograd would keep and pass several small tensors for each parameter; this keeps the differences alone."""

    @staticmethod
    def forward(ctx: Any, anchors: Sequence[Tensor] | None, *parameters: Tensor) -> Tensor:
        ctx.away = list(parameters) if anchors is None else torch._foreach_sub(list(parameters), list(anchors))
        return torch.stack(torch._foreach_norm(ctx.away)).square().sum()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        return None, *torch._foreach_mul(ctx.away, 2 * gradients[0])
