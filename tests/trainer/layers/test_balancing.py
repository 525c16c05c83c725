import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight

from trainer.layers.balancing import oversampled

LABELS = torch.tensor([0] * 100 + [1] * 25 + [2] * 4)[torch.randperm(129, generator=torch.Generator().manual_seed(3))]


def places(strength: float, seed: int = 0) -> torch.Tensor:
    return oversampled(LABELS, strength, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("strength", "counts"), [(0.0, [100, 25, 4]), (0.5, [100, 50, 20]), (1.0, [100, 100, 100])])
def test_classes_are_as_frequent_as_a_power_of_their_size(strength: float, counts: list[int]) -> None:
    # Kang et al. 2020: class j is drawn in proportion to n_j^q; q = 1 - strength; 100 : 50 : 20 = 10 : 5 : 2
    assert LABELS[places(strength)].bincount().tolist() == counts


def test_balanced_classes_get_equal_weights_of_scikit_learn() -> None:
    weights = compute_class_weight("balanced", classes=np.arange(3), y=LABELS[places(1.0)].numpy())
    assert weights.tolist() == [1, 1, 1]


def test_no_example_is_left_out_and_each_comes_up_as_often_but_for_one() -> None:
    times = places(0.7).bincount()
    assert len(times) == 129
    for label in range(3):
        mine = times[LABELS.eq(label)]
        assert mine.min() >= 1
        assert mine.max() - mine.min() <= 1


def test_chance_says_which_come_up_once_more() -> None:
    labels = torch.tensor([0] * 15 + [1] * 10)
    first, again, other = (oversampled(labels, 1.0, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_places_stand_in_order() -> None:
    assert torch.equal(places(0.5), places(0.5).sort().values)


def test_a_class_that_has_no_example_is_no_error() -> None:
    labels = torch.tensor([0, 2, 2])
    assert labels[oversampled(labels, 1.0, torch.Generator().manual_seed(0))].tolist() == [0, 0, 2, 2]
