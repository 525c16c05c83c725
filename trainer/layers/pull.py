"""The squared distance of parameters from where they are pulled to, with its gradient in one call for all of them."""
# ruff: noqa: SLF001 - the functions that torch.optim is written with have no public names

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def squared_distance(
    parameters: Sequence[Tensor], anchors: Sequence[Tensor] | None = None, factors: Sequence[Tensor] | None = None
) -> Tensor:
    """Return the sum of factor * (w - anchor)^2 over all parameters, a scalar.

    Without anchors it is the distance from zero, without factors each weight counts once.
    """
    distance: Tensor = _SquaredDistance.apply(anchors, factors, *parameters)
    return distance


class _SquaredDistance(torch.autograd.Function):
    """Autograd would keep and pass several small tensors for each parameter; this keeps the differences alone."""

    @staticmethod
    def forward(
        ctx: Any, anchors: Sequence[Tensor] | None, factors: Sequence[Tensor] | None, *parameters: Tensor
    ) -> Tensor:
        away = list(parameters) if anchors is None else torch._foreach_sub(list(parameters), list(anchors))
        ctx.slope = away if factors is None else torch._foreach_mul(away, list(factors))
        if factors is None:
            return torch.stack(torch._foreach_norm(away)).square().sum()
        return torch.stack([(one * slope).sum() for one, slope in zip(away, ctx.slope, strict=True)]).sum()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        return None, None, *torch._foreach_mul(ctx.slope, 2 * gradients[0])
