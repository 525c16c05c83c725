"""The epochs of a long run as rows of a table: read from the file when they come on screen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from store.epochs import UNREADABLE
from tui.widgets.rowkeys import ManyRows

if TYPE_CHECKING:
    from store.epochs import Epochs
    from store.history import Event


class EpochRows(ManyRows["Event"]):
    """As many epochs as there were when this was made."""

    def __init__(self, epochs: "Epochs") -> None:
        self.epochs, self._count = epochs, len(epochs)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> "Event": ...
    @overload
    def __getitem__(self, place: slice) -> "list[Event]": ...
    def __getitem__(self, place: int | slice) -> "Event | list[Event]":
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = place + len(self) if place < 0 else place
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.epochs[place] if place < len(self.epochs) else UNREADABLE

    def keys(self) -> Sequence[str]:
        return EpochKeys(self)

    def spaced(self) -> "list[Event]":
        """Return the first epoch of each stretch, and the newest."""
        width = self.epochs.blocks.width
        places = dict.fromkeys([*range(0, len(self), width), len(self) - 1])
        return [self[place] for place in places]


class EpochKeys(Sequence[str]):
    """The numbers of epochs as keys of their rows."""

    def __init__(self, rows: EpochRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [str(row.get("epoch")) for row in self._rows[place]]
        return str(self._rows[place].get("epoch"))

    def __contains__(self, key: object) -> bool:
        return self._place(key) >= 0

    def index(self, key: str, start: int = 0, stop: int | None = None) -> int:  # noqa: ARG002 - as sequences have it
        place = self._place(key)
        if place < 0:
            raise ValueError(key)
        return place

    def _place(self, key: object) -> int:
        place = self._rows.epochs.place_of(int(key)) if isinstance(key, str) and key.isdecimal() else -1
        return place if place < len(self) else -1
