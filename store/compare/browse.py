"""The examples of a split to walk through: which, and in which order; found by what became of them and by classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.answers import read_answers
from store.compare.example_filter import parse_term
from store.compare.flipped import Changes
from store.compare.said import confidence
from store.query import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from store.compare.groups import Group
    from store.run import Run
    from store.store import Store

KINDS = {"lost": "right → wrong", "won": "wrong → right", "both": "wrong in both", "all": "all"}
"""What became of examples from the baseline to another group, with the words for it."""


@dataclass(frozen=True)
class Browser:
    """What two groups said of the examples of a split, to be walked through."""

    changes: Changes
    split: str
    run: "Run"
    """A run that was measured on these examples, in this order."""

    def places(self, kind: str = "lost", wanted: str = "") -> list[int]:
        """Return examples of a kind that a filter lets through, most flips first, then the surest wrong answers.

        Raises a `StoreError` that says what is wrong with the filter.
        """
        import numpy as np

        shown = self._of_kind(kind) & self._let_through(wanted)
        order = np.lexsort((-self._confidence, -self._weight(kind)))
        return [int(place) for place in order if shown[place]]

    def count(self, kind: str) -> int:
        """Return how many examples are of a kind."""
        return int(self._of_kind(kind).sum())

    def _of_kind(self, kind: str) -> "NDArray[np.bool_]":
        found: NDArray[np.bool_] = self._weight(kind) > (-1 if kind == "all" else 0)
        return found

    def _weight(self, kind: str) -> "NDArray[np.int64]":
        """Return in how many pairs of runs an example is of a kind, less those in which it is of the opposite one."""
        changes = self.changes
        if kind == "both":
            return changes.missed
        if kind == "all":
            return changes.lost + changes.won
        return changes.lost - changes.won if kind == "lost" else changes.won - changes.lost

    @cached_property
    def _confidence(self) -> "NDArray[np.float64]":
        return confidence(self.changes.after)

    def _let_through(self, wanted: str) -> "NDArray[np.bool_]":
        import numpy as np

        first = self.changes.baseline.first
        through = np.ones(len(first.labels), bool)
        for term in words_of(wanted):
            field, classes = parse_term(term, first.classes)
            through = through & self._any_of(field, classes)
        return through

    def _any_of(self, field: str, classes: list[int]) -> "NDArray[np.bool_]":
        """Say of each example whether a field of it is one of these classes; without a field, whether any is."""
        import numpy as np

        changes = self.changes
        columns: dict[str, list[NDArray[np.int64]]] = {
            "class": [changes.baseline.first.labels],
            "said": [one.predicted for one in changes.after],
            "before": [one.predicted for one in changes.before],
        }
        asked = columns[field] if field else [values for each in columns.values() for values in each]
        found: NDArray[np.bool_] = np.logical_or.reduce([np.isin(values, classes) for values in asked])
        return found


def open_browser(
    store: "Store", groups: "Sequence[Group]", labels: Sequence[str], split: str = "test"
) -> tuple[Browser | None, list[str]]:
    """Return what a baseline's group and another one said of a split, or None; and a sentence each on what is missing.

    Raises a `StoreError` where what they said is damaged.
    """
    (before, after), missing = read_answers(store, groups, labels, split)
    if not before.by_seed or not after.by_seed:
        return None, missing
    first = next(member.id for member in groups[0].counted if member.seed in before.by_seed)
    return Browser(Changes(before, after), split, store.run(first)), missing
