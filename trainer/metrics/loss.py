"""The loss."""

from typing import TYPE_CHECKING

from trainer.metrics.base import Metric

if TYPE_CHECKING:
    from torch import Tensor


class Loss(Metric, better="lower"):
    """Mean cross-entropy."""

    def value(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        import torch

        return torch.nn.functional.cross_entropy(logits, labels)
