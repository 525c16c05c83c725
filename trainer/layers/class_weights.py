"""How much an example of each class counts."""

import torch
from torch import Tensor


def by_frequency(counts: Tensor) -> Tensor:
    """Return 1/count for the counts (classes,) of each class, so that all classes together count the same.

    A class without examples, which only soft targets speak of, counts as the rarest of the others.
    """
    return 1 / _present(counts)


def by_effective_number(counts: Tensor, beta: float) -> Tensor:
    """Return (1-beta)/(1-beta^count): examples of a large class repeat each other (Cui et al. 2019)."""
    return (1 - beta) / (1 - beta ** _present(counts))


def _present(counts: Tensor) -> Tensor:
    """Return counts in which a class without examples has as many as the rarest of the others."""
    return torch.where(counts > 0, counts, counts[counts > 0].min()).double()


def with_mean_one(weights: Tensor, counts: Tensor) -> Tensor:
    """Scale weights of classes so that their mean over all examples is 1."""
    return weights * (counts.sum() / (weights * counts).sum())
