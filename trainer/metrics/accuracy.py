"""Accuracy."""

from typing import TYPE_CHECKING

from trainer.metrics.base import Metric

if TYPE_CHECKING:
    from torch import Tensor


class Accuracy(Metric, better="higher", share=True):
    """Share of the examples whose likeliest class is the right one."""

    def value(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        return (logits.argmax(1) == labels).double().mean()
