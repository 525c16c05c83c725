"""Which runs have ended since the app was opened, told once, several at a time in one sentence."""

from collections import Counter
from typing import TYPE_CHECKING

from store.status import ENDED, VERBS, WENT_WRONG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.row import Row


class Endings:
    """Collects runs that have ended, of those that had not when they were seen first."""

    def __init__(self, rows: "Iterable[Row]") -> None:
        self._open = {row.id for row in rows if row.status not in ENDED}
        self._ended: list[Row] = []

    def see(self, rows: "Iterable[Row]") -> bool:
        """Take in how runs stand now, and say whether some have ended that had not."""
        for row in rows:
            if not row.status.ended:
                self._open.add(row.id)
            elif row.id in self._open:
                self._open.discard(row.id)
                self._ended.append(row)
        return bool(self._ended)

    def take(self) -> "tuple[str, bool]":
        """Return the sentence about those that have ended since the last call, and whether something went wrong."""
        ended, self._ended = self._ended, []
        wrong = any(row.status in WENT_WRONG for row in ended)
        if len(ended) == 1:
            row = ended[0]
            verb = VERBS.get(row.status, f"has {row.status}")
            return f"{row.name} {verb}" + (f": {row.reason}" if row.reason else ""), wrong
        counts = Counter(str(row.status) for row in ended)
        told = ", ".join(f"{count:,} {status}" for status, count in counts.most_common())
        return (f"{len(ended):,} runs have ended: {told}" if ended else ""), wrong
