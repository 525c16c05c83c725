"""Keys of rows: a list, or, where there are too many rows to look at each, whatever finds them."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

RowT_co = TypeVar("RowT_co", covariant=True)


class ManyRows(Sequence[RowT_co]):
    """Rows that are made when they are looked at, and know their keys without that."""

    @abstractmethod
    def keys(self) -> Sequence[str]:
        """Return the keys; looking for one of them looks at few rows."""


def keys_of(rows: Sequence[Any], row_key: "Callable[[Any], str]") -> Sequence[str]:
    """Return the keys of rows, by their places."""
    return rows.keys() if isinstance(rows, ManyRows) else [row_key(row) for row in rows]
