"""Macro-F1."""

from typing import TYPE_CHECKING

from trainer.metrics.base import Metric

if TYPE_CHECKING:
    from torch import Tensor


class MacroF1(Metric, better="higher", share=True):
    """Mean over the classes of the harmonic mean of precision and recall."""

    def value(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        return macro_f1(logits.argmax(1), labels, logits.shape[1])


def macro_f1(predicted: "Tensor", labels: "Tensor", classes: int) -> "Tensor":
    """Return the mean of the F1 scores of the classes that occur among labels (N,) or predictions (N,)."""
    import torch

    confusion = (
        torch.bincount(labels * classes + predicted, minlength=classes * classes).view(classes, classes).double()
    )
    occurrences = confusion.sum(0) + confusion.sum(1)
    scores = 2 * confusion.diagonal() / occurrences.clamp(min=1)
    return scores.sum() / (occurrences > 0).sum()
