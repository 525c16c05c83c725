"""Values that rows lack, read from the runs' files by whoever has time, and kept until a run moves on."""

from typing import TYPE_CHECKING, Any

from tui.listing.values import UNREAD, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from store.row import Row

Place = tuple[str, ...]


class Lookup:
    """Gives what is known of a run's value, and keeps a list of what is not: `missing`, for a thread to read."""

    def __init__(self) -> None:
        self._known: dict[Place, Any] = {}
        self.missing: dict[Place, tuple[str, Row]] = {}

    def __call__(self, row: "Row", key: str) -> Any:
        """Return a figure, a setting's value, None where the run has neither, `UNREAD` where nobody has looked."""
        figure = row.figure(key)
        if figure is not None:
            return Figure(figure)
        place = _place(row, key)
        if place not in self._known:
            self.missing[place] = key, row
            return UNREAD
        return self._known[place]

    def take_missing(self) -> "dict[Place, tuple[str, Row]]":
        """Return what is to be read, and forget that it was asked for."""
        missing, self.missing = self.missing, {}
        return missing

    def learn(self, found: "Mapping[Place, Any]") -> None:
        """Keep values that were read."""
        self._known.update(found)


def rows_at(places: "Iterable[Place]", rows: "Iterable[Row]") -> "list[Row]":
    """Return the runs whose values are kept under these places; all runs of a configuration share its settings."""
    holders = {place[1] for place in places}
    return [row for row in rows if row.id in holders or row.config_hash in holders]


def nothing_known(row: "Row", key: str) -> Any:
    """Return what the row itself has of a figure."""
    value = row.figure(key)
    return None if value is None else Figure(value)


def read_values(root: "Path", missing: "Mapping[Place, tuple[str, Row]]") -> "Iterator[tuple[Place, Any]]":
    """Read values one after another; None for what a run does not have, or a damaged one cannot say."""
    from store.errors import StoreError
    from store.store import Store

    store = Store(root)
    for place, (key, row) in missing.items():
        try:
            yield place, _read(store, row, key)
        except (OSError, StoreError, ValueError, KeyError, TypeError, AttributeError):
            yield place, None


def _read(store: Any, row: "Row", key: str) -> Any:
    metric, at, where = key.partition("@")
    if not at:
        return store.settings(row).get(key)
    history = store.run(row.id).history()
    found = history.figures(int(where) if where.isdecimal() else where, next(iter(row.best), "val.accuracy")).get(
        metric
    )
    return None if found is None else Figure(found)


def _place(row: "Row", key: str) -> Place:
    """Return what a value is kept under: a setting is a configuration's, a figure may change with each epoch."""
    if "@" in key:
        return key, row.id, str(row.epoch), str(row.status)
    return key, row.config_hash or row.id
