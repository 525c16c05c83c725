"""torch's optimizers, built from a configuration."""

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

import torch

from trainer.plan.sections.optimizer import SGD, Adam, Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainer.regularizers.base import ParamGroups


def build_optimizer(settings: Optimizer, groups: "ParamGroups", *, lean: bool = True) -> torch.optim.Optimizer:
    """Return the optimizer for parameter groups; a group's own values (`lr`, `weight_decay`, …) win over the settings.

    All updates of a step run in one fused kernel. No group decays unless a method says so.
    """
    for group in groups:
        group.setdefault("lr", settings.lr)
        group.setdefault("initial_lr", group["lr"])
    kind, options = _kind_and_options(settings)
    if lean:
        kind = _lean(kind)
    return kind([group for group in groups if group["params"]], lr=settings.lr, weight_decay=0.0, fused=True, **options)


def _kind_and_options(settings: Optimizer) -> tuple[type[torch.optim.Optimizer], dict[str, Any]]:
    if isinstance(settings, SGD):
        return torch.optim.SGD, {"momentum": settings.momentum, "nesterov": settings.nesterov}
    if isinstance(settings, Adam):
        kind = torch.optim.AdamW if settings.component_name == "adamw" else torch.optim.Adam
        return kind, {"betas": (settings.beta1, settings.beta2), "eps": settings.epsilon}
    raise ValueError(f"optimizer.name: {settings.component_name!r} cannot be built; sgd, adam and adamw can")


@cache
def _lean(kind: type[torch.optim.Optimizer]) -> type[torch.optim.Optimizer]:
    """Return the optimizer without what is there for torch.compile only: it would import torch._dynamo, which takes 1 to 2 s."""
    for method in vars(torch.optim.Optimizer).values():
        plain = getattr(method, "__wrapped__", None)
        if plain is not None:
            plain.__dict__.setdefault("__dynamo_disable", plain)
    step: "Callable[..., Any]" = torch.no_grad()(inspect.unwrap(kind.step))
    return type(kind.__name__, (kind,), {"step": step})
