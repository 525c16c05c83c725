"""The calibration error."""

from typing import TYPE_CHECKING

from trainer.metrics.base import Metric

if TYPE_CHECKING:
    from torch import Tensor

BINS = 15
"""Bins of equal width in confidence (Guo et al. 2017)."""


class CalibrationError(Metric, better="lower", share=True):
    """Expected difference between confidence and accuracy (Guo et al. 2017)."""

    def value(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        return calibration_error(logits.softmax(1), labels)


def calibration_error(probabilities: "Tensor", labels: "Tensor", bins: int = BINS) -> "Tensor":
    """Return the expected calibration error: |accuracy - confidence| of bins, by their share (Naeini et al. 2015).

    Takes probabilities (N×classes) and labels (N,); a bin holds its upper edge, not its lower.
    """
    import torch

    confidence, predicted = probabilities.double().max(1)
    place = (confidence * bins).ceil().long().clamp(1, bins) - 1
    gaps = (predicted == labels).double() - confidence
    return (gaps @ torch.nn.functional.one_hot(place, bins).double()).abs().sum() / len(labels)
