"""Losses of logits (N, classes) and soft targets (N, classes), one for each example (N,)."""

from torch import Tensor


def focal_weight(logits: Tensor, targets: Tensor, gamma: float) -> Tensor:
    """Return (1-p)^gamma, where p is the probability that the network gives to the target, shape (N,).

    With soft targets p is the targets' mean probability, as in torchvision's sigmoid_focal_loss.
    """
    p = (logits.softmax(dim=-1) * targets).sum(dim=-1)
    return (1 - p).clamp_min(0) ** gamma
