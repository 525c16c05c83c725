import numpy as np
import pytest

from trainer.data.split import cut

LABELS = np.array([0] * 50 + [1] * 20 + [2] * 3)
WRITTEN_DOWN = [11, 17, 25, 32, 47, 65, 66, 70]


def test_every_class_gives_its_share() -> None:
    kept, away = cut(LABELS, 0.2, 0, "test")
    assert np.bincount(LABELS[away]).tolist() == [10, 4, 1]
    assert sorted([*kept, *away]) == list(range(73))


def test_the_split_is_the_same_each_time_and_on_every_machine() -> None:
    """These places are written down: an upgrade that moves them would change what every store has measured."""
    _, away = cut(LABELS, 0.1, 7, "validation")
    assert away.tolist() == cut(LABELS, 0.1, 7, "validation")[1].tolist()
    assert away.tolist() == WRITTEN_DOWN


def test_another_seed_or_use_cuts_elsewhere() -> None:
    first = cut(LABELS, 0.2, 0, "test")[1].tolist()
    assert first != cut(LABELS, 0.2, 1, "test")[1].tolist()
    assert first != cut(LABELS, 0.2, 0, "validation")[1].tolist()


@pytest.mark.parametrize("share", [0.01, 0.99])
def test_a_class_of_two_goes_to_both_sides(share: float) -> None:
    kept, away = cut(np.array([0, 0, 1, 1]), share, 0, "test")
    assert len(kept) == len(away) == 2


def test_a_single_example_stays_for_training() -> None:
    kept, away = cut(np.array([0, 1, 1]), 0.5, 0, "test")
    assert 0 in kept
    assert len(away) == 1
