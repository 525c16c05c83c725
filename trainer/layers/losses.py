"""Losses of logits (N, classes) and soft targets (N, classes), one for each example (N,)."""

from torch import Tensor
from torch.nn.functional import kl_div


def focal_weight(logits: Tensor, targets: Tensor, gamma: float) -> Tensor:
    """Return (1-p)^gamma, where p is the probability that the network gives to the target, shape (N,).

    With soft targets p is the targets' mean probability, as in torchvision's sigmoid_focal_loss.
    """
    p = (logits.softmax(dim=-1) * targets).sum(dim=-1)
    return (1 - p).clamp_min(0) ** gamma


def softened_divergence(logits: Tensor, told: Tensor, temperature: float) -> Tensor:
    """Return the mean divergence KL(told ‖ logits) of softened probabilities, times temperature^2 (Hinton et al. 2015).

    Both are (N, classes). The factor keeps the size of the gradients whatever the temperature.
    """
    goal = (told / temperature).log_softmax(dim=-1)
    own = (logits / temperature).log_softmax(dim=-1)
    return kl_div(own, goal, reduction="batchmean", log_target=True) * temperature**2
