"""Low-rank adapters beside the weights of linear layers and convolutions (LoRA, Hu et al. 2022)."""

from collections.abc import Callable, Collection
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.layers.finding import Weighted

DOWN, UP = "lora_down", "lora_up"
_CONVOLUTIONS = {3: functional.conv1d, 4: functional.conv2d, 5: functional.conv3d}


def is_adapter(name: str) -> bool:
    """Say whether a parameter's name is that of a part of an adapter."""
    return name.rpartition(".")[2] in (DOWN, UP)


def takes_adapter(layer: Weighted) -> bool:
    """Say whether a layer can be given an adapter.

    Convolutions in groups cannot, nor those padded with other than zeros, nor those that do more than convolve.
    """
    if isinstance(layer, nn.Linear):
        return True
    plain = any(type(layer).forward is kind.forward for kind in (nn.Conv1d, nn.Conv2d, nn.Conv3d))
    return plain and layer.groups == 1 and layer.padding_mode == "zeros"


def add_adapter(layer: Weighted, rank: int, scale: float, generator: torch.Generator) -> None:
    """Add scale * up(down(x)) to what a layer gives; it changes nothing until it has learned, as `lora_up` is zero.

    `lora_down` (rank, inputs, …) is a layer of the same kind, with the kernel of a convolution; `lora_up`
    (outputs, rank, 1, …) is pointwise. The hook is a plain function, so copies of the model keep it.
    """
    weight = layer.weight
    down = torch.empty(rank, *weight.shape[1:], device=generator.device)
    nn.init.kaiming_uniform_(down, a=sqrt(5), generator=generator)
    up = torch.zeros(weight.shape[0], rank, *[1] * (weight.dim() - 2))
    layer.register_parameter(DOWN, nn.Parameter(down.to(weight)))
    layer.register_parameter(UP, nn.Parameter(up.to(weight)))
    path: Callable[[Any, Tensor], Tensor] = _linear_path if isinstance(layer, nn.Linear) else _convolution_path

    def hook(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        return output + scale * path(module, inputs[0])

    layer.lora_hook = layer.register_forward_hook(hook, prepend=True)  # type: ignore[assignment]  # it is no module


def _linear_path(layer: Any, inputs: Tensor) -> Tensor:
    return functional.linear(functional.linear(inputs, layer.lora_down), layer.lora_up)


def _convolution_path(layer: Any, inputs: Tensor) -> Tensor:
    between = layer._conv_forward(inputs, layer.lora_down, None)  # noqa: SLF001 - padded as the layer itself pads
    return _CONVOLUTIONS[layer.weight.dim()](between, layer.lora_up)


@torch.no_grad()
def merge_adapters(model: nn.Module, scale: float) -> None:
    """Add what the adapters learned to the weights, W + scale * up @ down, and take the adapters away."""
    for layer in adapted(model):
        learned = layer.lora_up.flatten(1) @ layer.lora_down.flatten(1)
        layer.weight += scale * learned.view_as(layer.weight)
        layer.lora_hook.remove()
        del layer.lora_up, layer.lora_down, layer.lora_hook


def adapted(model: nn.Module) -> list[Any]:
    """Return the layers that have an adapter."""
    return [module for module in model.modules() if hasattr(module, DOWN)]


def without_gradient(model: nn.Module) -> list[str]:
    """Return the names of the layers whose adapter may move and was no part of the last pass.

    Some networks read a layer's weight and never call the layer, whose hook then does not run.
    """
    adapters = [(name, layer.get_parameter(UP)) for name, layer in model.named_modules() if hasattr(layer, UP)]
    return [name for name, up in adapters if up.requires_grad and up.grad is None]


def with_adapters(model: nn.Module, others: Collection[str]) -> set[str]:
    """Return the names of the parameters of adapters, and some others."""
    return {name for name, _ in model.named_parameters() if is_adapter(name)} | {*others}
