"""Sequences whose items are made when somebody looks at them."""

import pytest

from store.sequences import MadeWhenSeen


class Squares(MadeWhenSeen[int]):
    def __init__(self) -> None:
        self.made: list[int] = []

    def __len__(self) -> int:
        return 5

    def at(self, place: int) -> int:
        self.made.append(place)
        return place * place


@pytest.mark.parametrize("place", [0, 4, -1, -5, slice(None), slice(1, 3), slice(-2, None), slice(None, None, -2)])
def test_it_takes_places_and_slices_as_a_list_does(place: int | slice) -> None:
    assert Squares()[place] == [0, 1, 4, 9, 16][place]


@pytest.mark.parametrize("place", [5, -6])
def test_a_place_beyond_its_ends_is_an_error(place: int) -> None:
    with pytest.raises(IndexError):
        Squares()[place]


def test_only_what_is_looked_at_is_made() -> None:
    squares = Squares()
    assert squares[-1:] == [16]
    assert squares.made == [4]
