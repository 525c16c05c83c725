"""Dropout with a generator of its own, as a function and as a hook that adds no module and renames nothing."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

OwnDropout = nn.Dropout | nn.Dropout1d | nn.Dropout2d | nn.Dropout3d | nn.AlphaDropout | nn.FeatureAlphaDropout


def dropout(inputs: Tensor, rate: float, generator: torch.Generator, *, whole_channels: bool = False) -> Tensor:
    """Set each value to zero with probability `rate` and scale the others by 1/(1-rate) (Srivastava et al. 2014).

    With `whole_channels`, inputs (N, C, …) lose whole channels at once (Tompson et al. 2015).
    """
    shape = (*inputs.shape[:2], *[1] * (inputs.dim() - 2)) if whole_channels else inputs.shape
    kept = torch.rand(shape, generator=generator, device=inputs.device) >= rate
    return inputs * (kept.to(inputs.dtype) / (1 - rate))


def drop_inputs(
    layer: nn.Module, rate: float, generator: Callable[[], torch.Generator], *, whole_channels: bool = False
) -> None:
    """Let a layer's input pass through dropout whenever the layer is in training mode.

    `generator` is asked anew for each forward pass. The hook is a plain function, so copies of the model keep it.
    """

    def hook(module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...] | None:
        if not module.training:
            return None
        return (dropout(inputs[0], rate, generator(), whole_channels=whole_channels), *inputs[1:])

    layer.register_forward_pre_hook(hook)


def switch_off(model: nn.Module) -> int:
    """Let the network's own dropout layers drop nothing. Gives how many dropped something before."""
    layers = [layer for layer in model.modules() if isinstance(layer, OwnDropout) and layer.p]
    for layer in layers:
        layer.p = 0.0
    return len(layers)
