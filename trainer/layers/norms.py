"""Batch norms in evaluation, by other statistics than those that they keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

from trainer.layers.finding import batch_norms


@contextmanager
def batch_statistics(model: nn.Module) -> Iterator[None]:
    """Let batch norms normalize each batch by its own mean and variance; what they keep stays as it was."""
    norms = batch_norms(model)
    kept = [(norm.training, norm.momentum, norm.num_batches_tracked) for norm in norms]
    for norm in norms:
        norm.train()
        norm.momentum = 0.0
        norm.num_batches_tracked = None
    try:
        yield
    finally:
        for norm, (training, momentum, count) in zip(norms, kept, strict=True):
            norm.train(training)
            norm.momentum, norm.num_batches_tracked = momentum, count
