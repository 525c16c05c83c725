"""Labels can be told apart while they are typed."""

import pytest

from tui.actions.jumplabels import MOST, labels


@pytest.mark.parametrize("number", [0, 1, 26, 27, 60, 200, MOST, MOST + 5])
def test_no_label_is_the_beginning_of_another_and_none_is_longer_than_two(number: int) -> None:
    found = labels(number)
    assert len(found) == len(set(found)) == min(number, MOST)
    assert all(len(label) <= 2 for label in found)
    singles = {label for label in found if len(label) == 1}
    assert not any(label[0] in singles for label in found if len(label) == 2)


def test_the_first_places_have_a_single_letter() -> None:
    assert [len(label) for label in labels(30)[:20]] == [1] * 20
