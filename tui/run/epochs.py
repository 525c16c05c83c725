"""The epochs of a long run as rows of a table: read from the file when they come on screen."""

from typing import TYPE_CHECKING

from store.epochs import UNREADABLE
from store.sequences import MadeWhenSeen
from tui.widgets.rowkeys import ManyRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.epochs import Epochs
    from store.history import Event


class EpochRows(MadeWhenSeen["Event"], ManyRows["Event"]):
    """As many epochs as there were when this was made."""

    def __init__(self, epochs: "Epochs") -> None:
        self.epochs, self._count = epochs, len(epochs)

    def __len__(self) -> int:
        return self._count

    def at(self, place: int) -> "Event":
        return self.epochs[place] if place < len(self.epochs) else UNREADABLE

    def keys(self) -> "Sequence[str]":
        return EpochKeys(self)

    def spaced(self) -> "list[Event]":
        """Return the first epoch of each stretch, and the newest."""
        width = self.epochs.blocks.width
        places = dict.fromkeys([*range(0, len(self), width), len(self) - 1])
        return [self[place] for place in places]


class EpochKeys(MadeWhenSeen[str]):
    """The numbers of epochs as keys of their rows."""

    def __init__(self, rows: EpochRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def at(self, place: int) -> str:
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
