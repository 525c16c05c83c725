"""Means of whole networks, and batch-norm statistics that fit them."""

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from trainer.layers.finding import batch_norms


def mean_of(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of each tensor over several state dicts of one form; what is no float is taken of the first."""
    first = states[0]
    return {
        name: torch.stack([state[name].to(value) for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def moving_statistics(model: nn.Module) -> dict[str, Tensor]:
    """Return the statistics of the batch norms that are in training mode, by name."""
    norms = {id(norm) for norm in batch_norms(model) if norm.training}
    return {
        f"{name}.{buffer}" if name else buffer: value
        for name, module in model.named_modules()
        if id(module) in norms
        for buffer, value in module.named_buffers(recurse=False)
    }


@torch.no_grad()
def renew_statistics(model: nn.Module, batches: Iterable[Tensor]) -> dict[str, Tensor]:
    """Take the batch norms' statistics anew, their mean over all batches (Izmailov et al. 2018); return them by name.

    An average of weights has seen no data, so its norms have none of their own. Norms in evaluation mode stand still.
    Nothing is dropped meanwhile, as only the norms are in training mode. The model keeps its mode. A batch of one
    example, which may have no variance, is left out; a norm that no batch reaches (in an auxiliary head) keeps what it
    has.
    """
    norms = [(norm, norm.momentum) for norm in batch_norms(model) if norm.track_running_stats and norm.training]
    if not norms:
        return {}
    before = [{name: value.clone() for name, value in norm.named_buffers()} for norm, _ in norms]
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for norm, _ in norms:
        norm.train()
        norm.reset_running_stats()
        norm.momentum = None
    for inputs in batches:
        if len(inputs) > 1:
            model(inputs)
    for (norm, momentum), statistics in zip(norms, before, strict=True):
        norm.momentum = momentum
        if not norm.num_batches_tracked:
            norm.load_state_dict(statistics, strict=False)
    for module, training in modes:
        module.training = training
    return {name: value.clone() for name, value in moving_statistics(model).items()}
