import pytest

from store.compare.moment import moment_of, weights_told
from store.errors import StoreError


def test_a_moment_is_best_last_an_epoch_or_what_is_selected() -> None:
    assert [moment_of(text) for text in ("", "best", "last", "11")] == [None, "best", "last", 11]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "first", "\u0663"])
def test_anything_else_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(StoreError, match="is no epoch: it is best, last, or a number from 1 on"):
        moment_of(text)


def test_weights_are_called_by_their_moment() -> None:
    assert weights_told(None, "best") == "the best weights"
    assert weights_told("last", "best") == "the last weights"
    assert weights_told(11, "best") == "epoch 11"
