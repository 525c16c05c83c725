import pytest
import torch

from tests.trainer.metrics.scene import logits
from trainer.metrics.calibration_error import calibration_error


def test_calibration_error_is_what_one_works_out_by_hand() -> None:
    """Two answers of confidence 0.65, one of them right, share a bin; two of 0.9, both right, share another."""
    probabilities = torch.tensor([[0.65, 0.35], [0.35, 0.65], [0.9, 0.1], [0.1, 0.9]])
    labels = torch.tensor([0, 0, 0, 1])
    expected = 2 / 4 * abs(1 / 2 - 0.65) + 2 / 4 * abs(2 / 2 - 0.9)
    assert calibration_error(probabilities, labels).item() == pytest.approx(expected, abs=1e-7)


def test_gaps_of_one_bin_make_up_for_each_other() -> None:
    """Two answers of confidence 0.5, one right: perfectly calibrated."""
    probabilities = torch.tensor([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]])
    assert calibration_error(probabilities, torch.tensor([0, 1])).item() == pytest.approx(0, abs=1e-7)


def test_a_bin_holds_its_upper_edge() -> None:
    """Of four bins, the second ends at the confidence of the first answer, which is right, and holds the other's."""
    probabilities = torch.tensor([[0.5, 0.25, 0.25], [0.375, 0.3125, 0.3125]])
    assert calibration_error(probabilities, torch.tensor([0, 1]), bins=4).item() == abs(1 - 0.5 - 0.375) / 2


@pytest.mark.parametrize("bins", [10, 15])
def test_calibration_error_is_that_of_a_loop_over_bins(bins: int) -> None:
    """With thirty classes, so that low bins are filled, too."""
    values, labels = logits(classes=30, seed=3)
    confidence, predicted = values.softmax(1).double().max(1)
    expected = 0.0
    for place in range(bins):
        inside = (confidence > place / bins) & (confidence <= (place + 1) / bins)
        if inside.any():
            accuracy = (predicted == labels)[inside].double().mean()
            expected += float(inside.double().mean() * (accuracy - confidence[inside].mean()).abs())
    assert calibration_error(values.softmax(1), labels, bins).item() == pytest.approx(expected, abs=1e-7)


def test_certainty_lies_in_the_last_bin() -> None:
    assert calibration_error(torch.tensor([[1.0, 0.0]]), torch.tensor([1])).item() == 1.0
