"""What a person last did with each store, kept in their state folder and never in the store, which others share.

It is a convenience: whatever is wrong with the file or its folder, nothing is known then, and nobody is told.
"""

import os
from pathlib import Path
from typing import Any

from store.errors import StoreError
from store.files import locked, read_json, write_json

FOLDER = "XDG_STATE_HOME"
MOST = 200
"""Stores that something is kept of; those that were not written to for the longest time go first."""
PATIENCE = 1.0
"""Seconds to wait for another app that is just writing."""


def state_file() -> Path:
    """Return where it is kept: `stores.json` in a folder of the XDG state folder. Raises where there is no home."""
    named = os.environ.get(FOLDER, "")
    folder = Path(named) if Path(named).is_absolute() else Path.home() / ".local/state"
    return folder / "backslide" / "stores.json"


def read(root: Path) -> dict[str, Any]:
    """Return what is kept of the store in a folder; an empty table where that is nothing, or cannot be read."""
    try:
        found = (read_json(state_file()) or {}).get(_key(root))
    except (StoreError, OSError, RuntimeError):
        return {}
    return found if isinstance(found, dict) else {}


def write(root: Path, **changes: Any) -> None:
    """Keep these of a store, beside what else is kept of it; None takes an entry away."""
    try:
        file, key = state_file(), _key(root)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(file.with_name(f"{file.name}.lock"), PATIENCE):
            stores = _stores(file)
            mine = stores.pop(key, None)
            kept = (mine if isinstance(mine, dict) else {}) | changes
            stores[key] = {name: value for name, value in kept.items() if value is not None}
            write_json(file, dict(list(stores.items())[-MOST:]))
    except (StoreError, OSError, RuntimeError):
        return


def _stores(file: Path) -> dict[str, Any]:
    """Return what is kept of all stores; a damaged file is begun anew."""
    try:
        return read_json(file) or {}
    except StoreError:
        return {}


def _key(root: Path) -> str:
    return str(root.resolve())
