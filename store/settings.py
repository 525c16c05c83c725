"""The settings that a run was made with, by dotted path."""

from sys import intern
from typing import TYPE_CHECKING, Any

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.run import Run

ON = "on"
"""What a path that names a table holds: `regularizers.mixup` is on, whatever its own settings are."""


def flat_settings(run: "Run") -> dict[str, Any]:
    """Return every setting of a run by its path, and `on` for each table; nothing for a damaged record."""
    try:
        config = run.record.get("config")
    except StoreError:
        return {}
    return _flat(config, "") if isinstance(config, dict) else {}


def _flat(table: "Mapping[str, Any]", place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = intern(f"{place}{key}")
        if isinstance(value, dict):
            found |= {path: ON, **_flat(value, f"{path}.")}
        else:
            found[path] = value
    return found
