"""The first modules of a network, one after another: finding those that stand still, and passing them by."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

PLAIN = (
    nn.Sequential, nn.Identity, nn.Flatten, nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Mish,
    nn.Hardswish, nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d,
)  # fmt: skip
"""Modules that do the same in training as in evaluation."""


@dataclass(eq=False)
class Call:
    """A module that was called once with one tensor and gave one."""

    name: str
    given: Tensor
    made: Tensor


@torch.no_grad()
def still_prefix(model: nn.Module, inputs: Tensor) -> list[str]:
    """Return the longest run of modules from the input on that may be passed by; each is given what the last one made.

    Their parameters are frozen, and they do the same at each pass. Whether nothing else looks at what lies between them
    is tried: the network must give the very same when it is handed their output.
    """
    model = deepcopy(model)  # batch norms that train must not learn from being tried
    whole, calls = _recorded(model, inputs)
    path = _path(model, calls, inputs)
    while path:
        names = [call.name for call in path]
        if _equal(whole, _tried_behind(model, names, prefix_output(model, names, inputs))):
            return names
        path.pop()
    return []


def _tried_behind(model: nn.Module, names: Sequence[str], features: Tensor) -> Any:
    """Run the network on the features of a prefix; None where it cannot: somebody else looks at what lies between."""
    with passed_by(model, names):
        try:
            return _tried(model, features)
        except Exception:  # noqa: BLE001 - whatever it is, these modules cannot be passed by
            return None


@torch.no_grad()
def prefix_output(model: nn.Module, names: Sequence[str], inputs: Tensor) -> Tensor:
    """Return what a prefix makes of inputs as the network takes them."""
    for name in names:
        inputs = model.get_submodule(name)(inputs)
    return inputs


@contextmanager
def passed_by(model: nn.Module, names: Sequence[str]) -> Iterator[None]:
    """Let modules give back what they are given."""
    modules = [model.get_submodule(name) for name in names]
    own = [vars(module).get("forward") for module in modules]
    for module in modules:
        module.forward = _through
    try:
        yield
    finally:
        for module, forward in zip(modules, own, strict=True):
            del module.forward
            if forward is not None:
                module.forward = forward


def _through(inputs: Tensor, **_: object) -> Tensor:
    return inputs


def _recorded(model: nn.Module, inputs: Tensor) -> tuple[Any, list[Call]]:
    calls: dict[str, Call | None] = {}

    def note(name: str) -> Any:
        def hook(_: nn.Module, given: tuple[Any, ...], made: Any) -> None:
            plain = len(given) == 1 and isinstance(given[0], Tensor) and isinstance(made, Tensor) and name not in calls
            calls[name] = Call(name, given[0], made) if plain else None

        return hook

    handles = [module.register_forward_hook(note(name)) for name, module in model.named_modules() if name]
    try:
        whole = _tried(model, inputs)
    finally:
        for handle in handles:
            handle.remove()
    return whole, [calls[name] for name, _ in model.named_modules() if calls.get(name)]  # type: ignore[misc]  # None is left out


def _tried(model: nn.Module, inputs: Tensor) -> Any:
    """Run the network with one seed of its own chance, so that two passes agree."""
    with torch.random.fork_rng([inputs.device] if inputs.is_cuda else []):
        torch.manual_seed(0)
        return model(inputs)


def _path(model: nn.Module, calls: list[Call], inputs: Tensor) -> list[Call]:
    """Follow the calls from the input: at each point the outermost module that stands still (they are listed so)."""
    still = [call for call in calls if _stands_still(model, call.name)]
    path: list[Call] = []
    given = inputs
    while following := [call for call in still if call.given is given]:
        path.append(following[0])
        inside = f"{following[0].name}."
        still = [call for call in still if call is not following[0] and not call.name.startswith(inside)]
        given = following[0].made
    return path


def _stands_still(model: nn.Module, name: str) -> bool:
    module = model.get_submodule(name)
    frozen = not any(parameter.requires_grad for parameter in module.parameters())
    return frozen and all(not each.training or isinstance(each, PLAIN) for each in module.modules())


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and torch.equal(one, other)
    return one is other or (isinstance(other, tuple) and all(map(_equal, one, other)))
