"""Freezing parts of a network so that they stand still wholly: weights, statistics of norms, dropout."""

from collections.abc import Collection
from fnmatch import fnmatchcase

from torch import nn


def freeze_all_but(model: nn.Module, free: Collection[str]) -> None:
    """Freeze the parameters that are not among those named, and let what is frozen stand still."""
    for name, parameter in model.named_parameters():
        if name not in free:
            parameter.requires_grad = False
    stand_still(model)


def stand_still(model: nn.Module) -> None:
    """Put into evaluation mode what is frozen: whole modules, and what has no parameters and lies between two of them.

    So batch norms keep their statistics and dropout drops nothing there. Behind the first parameter that may move it is
    the frozen norms with running statistics alone, as the others pass on what changes.
    """
    modules = list(model.modules())
    own = [[parameter.requires_grad for parameter in module.parameters(recurse=False)] for module in modules]
    first = next((i for i, moves in enumerate(own) if any(moves)), len(modules))
    last_frozen = max((i for i, moves in enumerate(own[:first]) if moves), default=-1)
    for i, module in enumerate(modules):
        moves = [parameter.requires_grad for parameter in module.parameters()]
        stands = i < first or _has_statistics(module) if moves else i < last_frozen
        if stands and not any(moves):
            module.eval()


def _has_statistics(module: nn.Module) -> bool:
    return getattr(module, "running_mean", None) is not None


def up_to(model: nn.Module, pattern: str) -> list[str]:
    """Return the names of the parameters up to the last module, as declared, whose name matches a shell pattern.

    That module is included with all that it holds. Empty where no name matches.
    """
    names = [name for name, _ in model.named_modules()]
    found = next((name for name in reversed(names) if name and fnmatchcase(name, pattern)), None)
    if found is None:
        return []
    inside = {name for name in names if name == found or name.startswith(f"{found}.")}
    last = max(i for i, name in enumerate(names) if name in inside)
    below = {*names[: last + 1]}
    return [name for name, _ in model.named_parameters() if name.rpartition(".")[0] in below]


def parts(model: nn.Module, head: str) -> list[str]:
    """Return the names of the parts of a network, of theirs where it has a single one, that lie below its head."""
    names = [name for name, module in model.named_children() if name != head and any(True for _ in module.parameters())]
    if len(names) == 1:
        inner = [f"{names[0]}.{name}" for name, module in model.get_submodule(names[0]).named_children()]
        names = [name for name in inner if name != head and any(True for _ in model.get_submodule(name).parameters())]
    return names


def biases(model: nn.Module) -> list[str]:
    """Return the names of the parameters that are biases, or the shifts of norms."""
    return [name for name, _ in model.named_parameters() if name.rpartition(".")[2].endswith("bias")]


def norm_scales(model: nn.Module) -> list[str]:
    """Return the names of the scales of norms."""
    return [
        f"{name}.weight" if name else "weight"
        for name, module in model.named_modules()
        if "norm" in type(module).__name__.lower() and isinstance(getattr(module, "weight", None), nn.Parameter)
    ]
