"""Sequences whose items are made, or read, when somebody looks at them."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

ItemT_co = TypeVar("ItemT_co", covariant=True)


class MadeWhenSeen(Sequence[ItemT_co]):
    """Takes places from either end and slices, as a list does."""

    @abstractmethod
    def at(self, place: int) -> ItemT_co:
        """Return the item at a place, which is from 0 and below the length."""

    @overload
    def __getitem__(self, place: int) -> ItemT_co: ...
    @overload
    def __getitem__(self, place: slice) -> list[ItemT_co]: ...
    def __getitem__(self, place: int | slice) -> ItemT_co | list[ItemT_co]:
        if isinstance(place, slice):
            return [self.at(one) for one in range(*place.indices(len(self)))]
        found = place + len(self) if place < 0 else place
        if not 0 <= found < len(self):
            raise IndexError(place)
        return self.at(found)
