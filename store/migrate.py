"""Bringing a store of an older format to this program's. It may be killed at any moment, and done again."""

from typing import TYPE_CHECKING

from store.errors import StoreError
from store.files import locked, write_json
from store.format import FILE, FORMAT, format_of
from store.index import FILE as INDEX
from store.index import LOCK
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def _drop_index(root: "Path") -> None:
    """Remove the index, which is made anew from the folders."""
    (root / INDEX).unlink(missing_ok=True)


STEPS: "Mapping[int, tuple[str, Callable[[Path], None]]]" = {1: ("the index has a checksum now", _drop_index)}
"""What leads from a format to the next, and in a word what is different then."""


def migrate(root: "Path") -> list[str]:
    """Bring a store to this program's format, one after the other, and say what is different; nothing if it has it.

    Runs that train are not touched. Raises `StoreError` where there is no store, or one of a newer format.
    """
    found = format_of(root)
    if found is None:
        raise StoreError(f"{root}: there is no store here; name it with --store DIR")
    said = []
    for number in range(found, FORMAT):
        what, step = STEPS[number]
        with locked(root / LOCK):
            step(root)
            write_json(root / FILE, {"format": number + 1})
        said.append(what)
    if said:
        Store(root).reindex()
    return said
