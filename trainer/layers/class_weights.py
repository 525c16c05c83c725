"""How much an example of each class counts."""

from torch import Tensor


def by_frequency(counts: Tensor) -> Tensor:
    """Return 1/count for the counts (classes,) of each class, so that all classes together count the same."""
    return 1 / counts.clamp_min(1).double()


def by_effective_number(counts: Tensor, beta: float) -> Tensor:
    """Return (1-beta)/(1-beta^count): examples of a large class repeat each other (Cui et al. 2019)."""
    return (1 - beta) / (1 - beta ** counts.clamp_min(1).double())


def with_mean_one(weights: Tensor, counts: Tensor) -> Tensor:
    """Scale weights of classes so that their mean over all examples is 1."""
    return weights * (counts.sum() / (weights * counts).sum())
