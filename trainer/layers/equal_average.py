"""The equal average of the weights of several moments."""

from collections.abc import Iterable

from torch import Tensor, nn

from trainer.layers.averages import renew_statistics
from trainer.layers.finding import batch_norms


def moving_statistics(model: nn.Module) -> dict[str, Tensor]:
    """Return the statistics of the batch norms that are in training mode, by name."""
    norms = {id(norm) for norm in batch_norms(model) if norm.training}
    return {
        f"{name}.{buffer}" if name else buffer: value
        for name, module in model.named_modules()
        if id(module) in norms
        for buffer, value in module.named_buffers(recurse=False)
    }


def renew_moving_statistics(model: nn.Module, batches: Iterable[Tensor]) -> dict[str, Tensor]:
    """Take the batch norms' statistics anew, but for norms in evaluation mode, which stand still; return them by name.

    Izmailov et al. 2018: an average of weights has seen no data, so its norms have no statistics of their own.
    """
    still = [norm for norm in batch_norms(model) if not norm.training and norm.track_running_stats]
    for norm in still:
        norm.track_running_stats = False
    renew_statistics(model, batches)
    for norm in still:
        norm.track_running_stats = True
    return {name: value.detach().clone() for name, value in moving_statistics(model).items()}
