"""Which variant of an experiment is its baseline."""

from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from store.store import Store

USUAL = "baseline"


class Baselines:
    """Answers by experiment. A run's record is read only where no variant has the usual name, and only once."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def __call__(self, rows: "Sequence[Row]") -> str:
        """Return the name of the variant that the others of these runs' experiment are compared with."""
        if any(row.variant == USUAL for row in rows):
            return USUAL
        experiment = rows[-1].experiment
        if experiment not in self._known:
            self._known[experiment] = self._recorded(max(rows, key=lambda row: row.created).id)
        return self._known[experiment]

    def _recorded(self, id_: str) -> str:
        try:
            return str(self._store.run(id_).record.get("baseline") or USUAL)
        except StoreError:
            return USUAL
