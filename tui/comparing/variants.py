"""What can be compared with a baseline: variants of its experiment, and what is called by a name that is typed."""

from typing import TYPE_CHECKING

from store.errors import StoreError
from store.names import PROBE, find_rows, variant_name
from tui.formats import plural
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.row import Row

MOST_OFFERED = 100
"""Variants of other experiments that are offered for what is typed."""


class Variants:
    """Knows what the runs of a store are called."""

    def __init__(self, rows: "Sequence[Row]") -> None:
        self._rows = rows
        self._by_name: dict[str, list[Row]] = {}
        for row in rows:
            self._by_name.setdefault(variant_name(row), []).append(row)

    def choices(self, names: "Sequence[str]", pinned: "Collection[str]" = ()) -> list[Choice]:
        """Return what is compared, the baseline first, then the other variants of the same experiments."""
        compared = {name: self._found(name) for name in names}
        experiments = {row.experiment for rows in compared.values() for row in rows}
        others = [name for name in self._listed() if name not in compared and self._experiment(name) in experiments]
        pins = {name: "pinned; " if name in pinned else "" for name in names}
        first, *tuned = [Choice(name, f"{pins[name]}{_told(rows)}") for name, rows in compared.items()]
        baseline = first._replace(help=f"the baseline, which stays first; {first.help}")
        return [baseline, *tuned, *(Choice(name, _told(self._found(name))) for name in others)]

    def offers(self, typed: str) -> list[Choice]:
        """Return the variants of any experiment that have all typed words in their names, and what is called so."""
        words = typed.casefold().split()
        if not words:
            return []
        names = [name for name in self._listed() if all(word in name.casefold() for word in words)][:MOST_OFFERED]
        exact = [typed] if typed not in names and self._found(typed) else []
        return [Choice(name, _told(self._found(name))) for name in (*exact, *names)]

    def _listed(self) -> "Iterator[str]":
        return (name for name, rows in self._by_name.items() if not rows[0].variant.startswith(PROBE))

    def _experiment(self, name: str) -> str:
        return self._by_name[name][0].experiment

    def _found(self, name: str) -> "list[Row]":
        try:
            return find_rows(name, self._by_name.get(name, self._rows))
        except StoreError:
            return []


def _told(rows: "Sequence[Row]") -> str:
    return f"the run {rows[0].id}" if len(rows) == 1 else plural(len(rows), "run")
