"""For each method an implementation that nobody here wrote, or a number worked by hand, that it is compared with.

The modules of this package hold a function a method, which runs both on the same small input.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

import torch
from torch import Tensor

Tensors = Tensor | Iterable[Tensor]
Compare = Callable[[], tuple[Tensors, Tensors]]

USUAL = 1e-5
"""The largest absolute deviation that rounding in float32 explains."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a method is compared with. `compare` returns what it gives, and what the reference gives."""

    method: str
    by: str
    compare: Compare
    tolerance: float = USUAL
    reason: str = ""
    """Why another tolerance than the usual one."""


_known: dict[str, Reference] = {}


def reference(method: str, *, by: str, tolerance: float = USUAL, reason: str = "") -> Callable[[Compare], Compare]:
    """Register a function as the comparison of a method with the implementation that `by` names."""

    def register(compare: Compare) -> Compare:
        if method in _known:
            raise ValueError(f"{method} has two references, {_known[method].by} and {by}")
        _known[method] = Reference(method, by, compare, tolerance, reason)
        return compare

    return register


def all_references() -> dict[str, Reference]:
    """Return the references by the names of their methods."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return dict(sorted(_known.items()))


def largest_deviation(found: Reference) -> float:
    """Return the largest absolute difference between a method and its reference; not a number where one is not."""
    ours, theirs = (flat(each) for each in found.compare())
    pairs = list(zip(ours, theirs, strict=True))
    for one, other in pairs:
        if one.shape != other.shape or not one.numel():
            raise ValueError(f"{found.method} gives {tuple(one.shape)}, {found.by} {tuple(other.shape)}")
    away = [(one.detach().double() - other.detach().double()).abs().max() for one, other in pairs]
    return float(torch.stack(away).max())


def flat(given: Tensors) -> list[Tensor]:
    """Return what one side of a comparison gave as a list."""
    return [given] if isinstance(given, Tensor) else list(given)
