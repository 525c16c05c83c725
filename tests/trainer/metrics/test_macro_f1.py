import pytest
import torch
from sklearn import metrics as sklearn

from trainer.metrics.macro_f1 import macro_f1


def test_macro_f1_counts_the_classes_that_occur_as_scikit_learn_does() -> None:
    """Class 3 occurs nowhere, class 2 only among the predictions."""
    labels, predicted = torch.tensor([0, 0, 1, 1, 1]), torch.tensor([0, 1, 1, 1, 2])
    expected = sklearn.f1_score(labels, predicted, average="macro")
    assert macro_f1(predicted, labels, 4).item() == pytest.approx(expected, rel=1e-12)
