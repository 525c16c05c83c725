"""Finding the layers of a network on which methods act."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from torch import nn

Weighted = nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d
"""The layers that methods mean by "layers": linear ones and convolutions."""
BatchNorm = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d | nn.SyncBatchNorm


def leaves(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield the modules that hold no others, by name, in the order in which the network declares them.

    An attention module counts as one, because it uses its output layer's weights without calling that layer.
    """
    inside = ""
    for name, module in model.named_modules():
        if inside and name.startswith(inside):
            continue
        whole = isinstance(module, nn.MultiheadAttention)
        inside = f"{name}." if whole else ""
        if whole or next(module.children(), None) is None:
            yield name, module


def weighted_layers(model: nn.Module, patterns: Sequence[str] = ("*",)) -> dict[str, Weighted]:
    """Return the linear and convolution layers whose names match one of the shell patterns."""
    return {
        name: module
        for name, module in leaves(model)
        if isinstance(module, Weighted) and any(fnmatchcase(name, pattern) for pattern in patterns)
    }


def batch_norms(model: nn.Module) -> list[BatchNorm]:
    """Return the batch-norm layers."""
    return [module for module in model.modules() if isinstance(module, BatchNorm)]


def find_head(model: nn.Module, classes: int) -> str | None:
    """Return the name of the layer that gives the logits: the last one with as many outputs as there are classes.

    Where none has, the last linear or convolution layer; None in a network without any.
    """
    layers = weighted_layers(model)
    fitting = [name for name, layer in layers.items() if _outputs(layer) == classes]
    return ([None, *layers, *fitting])[-1]


def _outputs(layer: Weighted) -> int:
    return layer.out_features if isinstance(layer, nn.Linear) else layer.out_channels


def cut_into_stages(model: nn.Module, count: int, head: str) -> list[list[str]]:
    """Cut a network's parameters into at most `count` stages, from the inputs to the head, the last stage by itself.

    Gives their names. The rest is shared out evenly by linear, convolution and attention layers; what is declared
    between two of them (a norm, say) belongs to the first.
    """
    body: list[list[str]] = []
    last: list[str] = []
    owner = ""
    attentions = [name for name, module in model.named_modules() if isinstance(module, nn.MultiheadAttention)]
    for name, _ in model.named_parameters():
        if name.startswith(f"{head}."):
            last.append(name)
            continue
        before, owner = owner, next((one for one in attentions if name.startswith(f"{one}.")), name.rpartition(".")[0])
        begins = owner != before and isinstance(model.get_submodule(owner), Weighted | nn.MultiheadAttention)
        if begins or not body:
            body.append([])
        body[-1].append(name)
    parts = min(count - 1, len(body))
    stages: list[list[str]] = [[] for _ in range(parts)]
    for i, names in enumerate(body):
        stages[i * parts // len(body)] += names
    return [*stages, last]
