"""What is measured of a classifier: from logits and labels on the device to four numbers, with one wait for it."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

BINS = 15
"""Bins of the calibration error, of equal width in confidence (Guo et al. 2017)."""


def figures(logits: Tensor, labels: Tensor) -> dict[str, float]:
    """Return loss, accuracy, macro-F1 and calibration error of logits (N×classes) against labels (N,)."""
    logits = logits.float()
    values = {
        "loss": cross_entropy(logits, labels).double(),
        "accuracy": (logits.argmax(1) == labels).double().mean(),
        "macro_f1": macro_f1(logits.argmax(1), labels, logits.shape[1]),
        "calibration_error": calibration_error(logits.softmax(1), labels),
    }
    return dict(zip(values, torch.stack(list(values.values())).tolist(), strict=True))


def macro_f1(predicted: Tensor, labels: Tensor, classes: int) -> Tensor:
    """Return the mean of the F1 scores of the classes that occur among labels (N,) or predictions (N,)."""
    confusion = (
        torch.bincount(labels * classes + predicted, minlength=classes * classes).view(classes, classes).double()
    )
    occurrences = confusion.sum(0) + confusion.sum(1)
    scores = 2 * confusion.diagonal() / occurrences.clamp(min=1)
    return scores.sum() / (occurrences > 0).sum()


def calibration_error(probabilities: Tensor, labels: Tensor, bins: int = BINS) -> Tensor:
    """Return the expected calibration error: |accuracy - confidence| of bins, by their share (Naeini et al. 2015).

    Takes probabilities (N×classes) and labels (N,); a bin holds its upper edge, not its lower.
    """
    confidence, predicted = probabilities.double().max(1)
    place = (confidence * bins).ceil().long().clamp(1, bins) - 1
    gaps = (predicted == labels).double() - confidence
    return (gaps @ one_hot(place, bins).double()).abs().sum() / len(labels)
