"""What a person last did with each store, kept in their state folder and never in the store, which others share.

It is a convenience: whatever is wrong with the file or its folder, nothing is known then, and nobody is told.
"""

from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import read_json, write_json
from tui.keeping.folder import read_kept, writing

if TYPE_CHECKING:
    from pathlib import Path

FILE = "stores.json"
MOST = 200
"""Stores that something is kept of; those that were not written to for the longest time go first."""


def read(root: "Path") -> dict[str, Any]:
    """Return what is kept of the store in a folder; an empty table where that is nothing, or cannot be read."""
    try:
        found = read_kept(FILE).get(_key(root))
    except (OSError, RuntimeError):
        return {}
    return found if isinstance(found, dict) else {}


def write(root: "Path", **changes: Any) -> None:
    """Keep these of a store, beside what else is kept of it; None takes an entry away."""
    try:
        key = _key(root)
        with writing(FILE) as file:
            stores = _stores(file)
            mine = stores.pop(key, None)
            kept = (mine if isinstance(mine, dict) else {}) | changes
            stores[key] = {name: value for name, value in kept.items() if value is not None}
            write_json(file, dict(list(stores.items())[-MOST:]))
    except (StoreError, OSError, RuntimeError):
        return


def _stores(file: "Path") -> dict[str, Any]:
    """Return what is kept of all stores; a damaged file is begun anew."""
    try:
        return read_json(file) or {}
    except StoreError:
        return {}


def _key(root: "Path") -> str:
    return str(root.resolve())
