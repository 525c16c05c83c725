"""torch's optimizers, built from a configuration."""

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

import torch

from trainer.plan.sections.optimizer import SGD, Adam, Optimizer
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainer.regularizers.base import ParamGroups

    Kind = type[torch.optim.SGD | torch.optim.Adam]


def build_optimizer(settings: Optimizer, groups: "ParamGroups", *, lean: bool = True) -> torch.optim.Optimizer:
    """Return the optimizer for parameter groups; a group's own values (`lr`, `weight_decay`, …) win over the settings.

    All updates of a step run in one fused kernel. No group decays unless a method says so.
    """
    for group in groups:
        group.setdefault("lr", settings.lr)
        group.setdefault("initial_lr", group["lr"])
    kind, options = _kind_and_options(settings)
    build: Callable[..., torch.optim.Optimizer] = _lean(kind) if lean else kind  # type: ignore[arg-type]  # mypy misses that classes are hashable
    return build(
        [group for group in groups if group["params"]], lr=settings.lr, weight_decay=0.0, fused=True, **options
    )


def _kind_and_options(settings: Optimizer) -> tuple["Kind", dict[str, Any]]:
    if isinstance(settings, SGD):
        return torch.optim.SGD, {"momentum": settings.momentum, "nesterov": settings.nesterov}
    if isinstance(settings, Adam):
        kind = torch.optim.AdamW if settings.component_name == "adamw" else torch.optim.Adam
        return kind, {"betas": (settings.beta1, settings.beta2), "eps": settings.epsilon}
    raise SettingError(f"optimizer.name: {settings.component_name!r} cannot be built; sgd, adam and adamw can")


@cache
def _lean(kind: "Kind") -> "Kind":
    """Return the optimizer without what is there for torch.compile and the profiler.

    The one would import torch._dynamo, which takes 1 to 2 s; the other costs as much as a layer of a small network.
    """
    for method in vars(torch.optim.Optimizer).values():
        plain = getattr(method, "__wrapped__", None)
        if plain is not None:
            plain.__dict__.setdefault("__dynamo_disable", plain)
    step: Callable[..., Any] = torch.no_grad()(inspect.unwrap(kind.step))
    step.hooked = True  # type: ignore[attr-defined]  # how torch marks a step that its profiler need not wrap
    lean: Kind = type(kind.__name__, (kind,), {"step": step})
    return lean
