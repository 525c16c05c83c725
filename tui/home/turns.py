"""In which order runs wait: their turns stand in run.json, which is read again only where it was changed."""

from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.line import place
from store.run import STATE, Run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from store.row import Row

LAST = (inf, inf)
"""The turn of a run whose run.json cannot be read."""


class Turns:
    """Knows the turns of a store's runs; an object serves one thread at a time."""

    def __init__(self, root: "Path") -> None:
        self.root = root
        self._known: dict[str, tuple[int, tuple[float, float]]] = {}

    def sorted(self, rows: "Iterable[Row]") -> "list[Row]":
        """Return runs that wait, whose turn comes first in front."""
        found = [(self._turn(row.id), row.id, row) for row in rows]
        self._known = {id_: self._known[id_] for _, id_, _ in found if id_ in self._known}
        return [row for _, _, row in sorted(found, key=lambda one: one[:2])]

    def _turn(self, id_: str) -> tuple[float, float]:
        with suppress(StoreError, OSError, KeyError, TypeError, ValueError):
            changed = (self.root / id_ / STATE).stat().st_mtime_ns
            if id_ not in self._known or self._known[id_][0] != changed:
                self._known[id_] = changed, place(Run(self.root / id_).state())
            return self._known[id_][1]
        return LAST
