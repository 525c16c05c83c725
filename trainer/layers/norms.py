"""Batch norms in evaluation, by other statistics than those that they keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

from trainer.layers.finding import batch_norms

KEPT = ("running_mean", "running_var", "num_batches_tracked")


@contextmanager
def batch_statistics(model: nn.Module) -> Iterator[None]:
    """Let batch norms normalize each batch by its own mean and variance; what they keep is put aside meanwhile.

    So nothing of a batch gets into it, not even where activations are no finite numbers.
    """
    norms = batch_norms(model)
    kept = [(norm.training, {name: getattr(norm, name) for name in KEPT}) for norm in norms]
    for norm, (_, buffers) in zip(norms, kept, strict=True):
        norm.train()
        for name, buffer in buffers.items():
            setattr(norm, name, None if buffer is None else buffer.clone())
    try:
        yield
    finally:
        for norm, (training, buffers) in zip(norms, kept, strict=True):
            norm.train(training)
            for name, buffer in buffers.items():
                setattr(norm, name, buffer)
