"""The step towards worse weights that sharpness-aware minimization takes before its second gradient."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from torch import Tensor, nn

from trainer.layers import many
from trainer.layers.finding import batch_norms


def ascent(parameters: Sequence[Tensor], radius: float, *, adaptive: bool = False) -> list[Tensor]:
    """Return the step of length `radius` along the gradient (Foret et al. 2021), a tensor for each parameter.

    Every parameter must have a gradient. With `adaptive`, a weight moves in proportion to its own size:
    the step is radius * w^2 * g over the norm of |w| * g (Kwon et al. 2021).
    """
    gradients = [p.grad for p in parameters if p.grad is not None]
    if not adaptive:
        factor = radius / (many.total_norm(gradients) + 1e-12)
        return [gradient * factor for gradient in gradients]
    sizes = [p.detach().abs() for p in parameters]
    scaled = [gradient * size for gradient, size in zip(gradients, sizes, strict=True)]
    factor = radius / (many.total_norm(scaled) + 1e-12)
    return [direction * size * factor for direction, size in zip(scaled, sizes, strict=True)]


@contextmanager
def moved(parameters: Sequence[Tensor], steps: Sequence[Tensor]) -> Iterator[None]:
    """Add the steps to the parameters, and put the parameters back exactly on leaving."""
    before = [p.detach().clone() for p in parameters]
    many.add(parameters, steps)
    try:
        yield
    finally:
        many.copy(parameters, before)


@contextmanager
def statistics_kept(model: nn.Module) -> Iterator[None]:
    """Let forward passes leave the batch norms' running statistics as they are."""
    norms = [(norm, norm.momentum) for norm in batch_norms(model)]
    counts = [norm.num_batches_tracked.clone() for norm, _ in norms if norm.num_batches_tracked is not None]
    for norm, _ in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, momentum in norms:
            norm.momentum = momentum
        many.copy([norm.num_batches_tracked for norm, _ in norms if norm.num_batches_tracked is not None], counts)


def with_gradients(model: nn.Module) -> list[Tensor]:
    """Return the parameters that have a gradient in this step."""
    return [p for p in model.parameters() if p.grad is not None]
