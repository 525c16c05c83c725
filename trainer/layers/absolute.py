"""The sum of absolute values of parameters, with its gradient in one call for all of them."""
# ruff: noqa: SLF001 - the functions that torch.optim is written with have no public names

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def absolute_sum(parameters: Sequence[Tensor]) -> Tensor:
    """Return the sum of |w| over all parameters, a scalar. At zero its slope is zero."""
    total: Tensor = _AbsoluteSum.apply(*parameters)
    return total


class _AbsoluteSum(torch.autograd.Function):
    """Autograd would keep and pass several small tensors for each parameter; this keeps the parameters alone."""

    @staticmethod
    def forward(ctx: Any, *parameters: Tensor) -> Tensor:
        ctx.parameters = list(parameters)
        return torch.stack(torch._foreach_norm(ctx.parameters, 1)).sum()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        return tuple(torch._foreach_mul(torch._foreach_sign(ctx.parameters), gradients[0]))
