"""A network of named components, and the components."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from trainer.layers.activations import MODULES


class Layered(nn.Module):
    """Components one after another, each a submodule by its name, then a linear layer `classifier` to the classes.

    A component is its name, its kind and the arguments of that kind's function below. The last one gives rows (N, F) of
    as many features as `features` says, or as many maps (N, C, H, W), which are averaged. Gives logits (N, classes).
    """

    def __init__(self, components: Sequence[tuple[str, str, dict[str, Any]]], features: int, classes: int) -> None:
        super().__init__()
        for name, kind, arguments in components:
            self.add_module(name, COMPONENTS[kind](**arguments))
        self._names = [name for name, *_ in components]
        self.classifier = nn.Linear(features, classes)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits (N, classes) for pictures (N, C, H, W) or rows (N, F)."""
        for name in self._names:
            inputs = self.get_submodule(name)(inputs)
        logits: Tensor = self.classifier(inputs.mean(dim=(2, 3)) if inputs.dim() == 4 else inputs)
        return logits


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with batch norm, added to what goes round them, then the activation (He et al. 2016).

    What goes round them is projected by a 1×1 convolution with batch norm where the channels or the side change.
    """

    def __init__(self, inputs: int, channels: int, stride: int = 1, activation: str = "relu") -> None:
        super().__init__()
        self.branch = nn.Sequential()
        self.branch.add_module("first", convolution(inputs, channels, 3, stride, norm=True, activation=activation))
        self.branch.add_module("second", convolution(channels, channels, 3, norm=True))
        plain = inputs == channels and stride == 1
        self.shortcut = nn.Identity() if plain else convolution(inputs, channels, 1, stride, norm=True)
        self.activation = MODULES[activation]()

    def forward(self, inputs: Tensor) -> Tensor:
        """Return maps (N, channels, H, W) of maps (N, inputs, H, W); a stride divides the sides."""
        outputs: Tensor = self.activation(self.shortcut(inputs) + self.branch(inputs))
        return outputs


class GlobalPool(nn.Module):
    """The mean of each map: (N, C) of (N, C, H, W)."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the means."""
        return torch.mean(inputs, dim=(2, 3))


def convolution(
    inputs: int, channels: int, kernel: int = 3, stride: int = 1, *, norm: bool = False, activation: str = ""
) -> nn.Sequential:
    """Return a convolution that keeps the side (divided by the stride), with batch norm and activation if wanted."""
    conv = nn.Conv2d(inputs, channels, kernel, stride, padding=kernel // 2, bias=not norm)
    return _named(conv=conv, **_after(nn.BatchNorm2d(channels) if norm else None, activation))


def dense(inputs: int, units: int, *, norm: bool = False, activation: str = "") -> nn.Sequential:
    """Return a linear layer over all values of an example, with batch norm and activation if wanted."""
    linear = nn.Linear(inputs, units, bias=not norm)
    return _named(flatten=nn.Flatten(), linear=linear, **_after(nn.BatchNorm1d(units) if norm else None, activation))


def max_pool(size: int) -> nn.Module:
    """Return the largest value of each square of `size`."""
    return nn.MaxPool2d(size)


def avg_pool(size: int) -> nn.Module:
    """Return the mean of each square of `size`."""
    return nn.AvgPool2d(size)


def dropout(rate: float) -> nn.Module:
    """Return dropout of single values (Srivastava et al. 2014)."""
    return nn.Dropout(rate)


def normalization(inputs: int, *, maps: bool) -> nn.Module:
    """Return batch norm over maps or over rows."""
    return nn.BatchNorm2d(inputs) if maps else nn.BatchNorm1d(inputs)


def _after(norm: nn.Module | None, activation: str) -> dict[str, nn.Module]:
    found = {"norm": norm, "activation": MODULES[activation]() if activation else None}
    return {name: module for name, module in found.items() if module is not None}


def _named(**modules: nn.Module) -> nn.Sequential:
    sequence = nn.Sequential()
    for name, module in modules.items():
        sequence.add_module(name, module)
    return sequence


COMPONENTS: dict[str, Callable[..., nn.Module]] = {
    "conv": convolution,
    "block": ResidualBlock,
    "max_pool": max_pool,
    "avg_pool": avg_pool,
    "global_pool": GlobalPool,
    "flatten": nn.Flatten,
    "dense": dense,
    "dropout": dropout,
    "norm": normalization,
    **MODULES,
}
