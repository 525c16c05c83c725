"""Activations by name, and putting one in the place of another in a network that is already built."""

from collections.abc import Callable
from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor, nn

from trainer.layers.calls import replace_calls

Name = Literal["relu", "leaky_relu", "elu", "gelu", "silu", "mish", "hardswish"]

MODULES: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "mish": nn.Mish,
    "hardswish": nn.Hardswish,
}
_FUNCTIONS: dict[str, tuple[Callable[..., Tensor], ...]] = {
    "relu": (F.relu, F.relu_, torch.relu, torch.relu_),
    "leaky_relu": (F.leaky_relu, F.leaky_relu_),
    "elu": (F.elu, F.elu_),
    "gelu": (F.gelu,),
    "silu": (F.silu,),
    "mish": (F.mish,),
    "hardswish": (F.hardswish,),
    "relu6": (F.relu6,),
}
_OTHER_MODULES = (nn.ReLU6,)


def _without_options(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a function that can stand in a call which passes another activation's options (a slope, `inplace`)."""

    def activation(inputs: Tensor, *_: object, **__: object) -> Tensor:
        return function(inputs)

    return activation


_STAND_INS = {name: _without_options(functions[0]) for name, functions in _FUNCTIONS.items()}


def replace_activations(model: nn.Module, name: str) -> tuple[int, int]:
    """Put one activation in the place of all others, in place; parameters keep their names.

    Gives how many modules were replaced, and how many calls of functions (`F.relu(x)` in a `forward`) there were.
    Gates (sigmoid, hardsigmoid, tanh, softmax) are no activations in this sense.
    """
    modules = _replace_modules(model, name)
    others = [each for other in _FUNCTIONS if other != name for each in (*_FUNCTIONS[other], _STAND_INS[other])]
    return modules, replace_calls(model, others, _STAND_INS[name])


def _replace_modules(model: nn.Module, name: str) -> int:
    old = tuple(kind for kind in [*MODULES.values(), *_OTHER_MODULES] if kind is not MODULES[name])
    count = 0
    for parent in model.modules():
        for child, module in parent.named_children():
            if type(module) in old:
                setattr(parent, child, MODULES[name]())
                count += 1
    return count
