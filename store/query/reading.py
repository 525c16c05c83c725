"""The settings of many runs, which lie in a file a run and are the same for all runs of a configuration."""

from typing import TYPE_CHECKING, Any

from store.run import Run
from store.settings import flat_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from store.row import Row


class SettingsReader:
    """Gives a run's settings by dotted path; a table that is there is `on`. Each configuration is read once.

    One object serves one thread at a time; a `copy` takes along what has been read.
    """

    def __init__(self, root: "Path", known: "Mapping[str, Mapping[str, Any]] | None" = None) -> None:
        self._root = root
        self._known = dict(known or {})

    def __call__(self, row: "Row") -> "Mapping[str, Any]":
        key = row.config_hash or row.id
        found = self._known.get(key)
        if found is None:
            found = self._known.get(row.id)
        return self._read(key, row) if found is None else found

    def _read(self, key: str, row: "Row") -> "Mapping[str, Any]":
        """Read a run's file; one that is damaged or gone says nothing of the other runs of its configuration."""
        found: Mapping[str, Any]
        try:
            found = flat_settings(Run(self._root / row.id))
        except OSError:
            found = {}
        self._known[key if found else row.id] = found
        return found

    def copy(self) -> "SettingsReader":
        return SettingsReader(self._root, self._known)

    def of_all(self, rows: "Iterable[Row]") -> "list[Mapping[str, Any]]":
        """Return the settings of every configuration that these runs have, once each."""
        by_key: dict[str, Mapping[str, Any]] = {}
        for row in rows:
            key = row.config_hash or row.id
            if not by_key.get(key):
                by_key[key] = self(row)
        return list(by_key.values())
