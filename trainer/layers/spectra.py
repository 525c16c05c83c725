"""Singular values of what a batch looks like inside the network."""

import torch
from torch import Tensor


def smallest_squares(features: Tensor, count: int) -> Tensor:
    """Return the sum of squares of the `count` smallest singular values of features (N, …), as a matrix (N, F).

    At most min(N, F) of them are there. What is no finite number counts as zero: the loss itself tells of it.
    """
    matrix = torch.nan_to_num(features.flatten(1).float(), 0.0, 0.0, 0.0)
    values: Tensor = torch.linalg.svdvals(matrix)
    return values[-count:].square().sum()
