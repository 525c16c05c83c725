import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight

from trainer.layers.class_weights import by_effective_number, by_frequency, with_mean_one

LABELS = torch.tensor([0] * 40 + [1] * 9 + [2] * 3)
COUNTS = LABELS.bincount()


def test_inverse_frequencies_are_the_balanced_weights_of_scikit_learn() -> None:
    expected = compute_class_weight("balanced", classes=np.arange(3), y=LABELS.numpy())
    torch.testing.assert_close(with_mean_one(by_frequency(COUNTS), COUNTS), torch.from_numpy(expected))


def test_effective_numbers_are_those_of_the_paper() -> None:
    # Cui et al. 2019, equation 2: E_n = (1 - beta^n) / (1 - beta); beta = 1/2: E_1 = 1, E_2 = 3/2, E_3 = 7/4
    weights = by_effective_number(torch.tensor([1, 2, 3]), 0.5)
    assert weights.tolist() == pytest.approx([1, 2 / 3, 4 / 7])


def test_beta_goes_from_no_weights_to_inverse_frequencies() -> None:
    assert by_effective_number(COUNTS, 0.0).tolist() == [1, 1, 1]
    nearly = with_mean_one(by_effective_number(COUNTS, 1 - 1e-9), COUNTS)
    torch.testing.assert_close(nearly, with_mean_one(by_frequency(COUNTS), COUNTS))


def test_the_mean_over_all_examples_is_one() -> None:
    weights = with_mean_one(by_effective_number(COUNTS, 0.9), COUNTS)
    assert float(weights[LABELS].mean()) == pytest.approx(1)


def test_a_class_without_examples_has_a_finite_weight() -> None:
    counts = torch.tensor([4, 0, 2])
    assert with_mean_one(by_frequency(counts), counts).isfinite().all()
    assert with_mean_one(by_effective_number(counts, 0.9), counts).isfinite().all()
