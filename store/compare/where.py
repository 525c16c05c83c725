"""Where a group got worse than the baseline: by class, by confusion, by example."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.compare.answers import read_answers
from store.compare.classes import class_table, confusion_table
from store.compare.compared import MARGIN
from store.compare.flipped import MOST_EXAMPLES, Changes, flipped_table, verdict_on_runs

if TYPE_CHECKING:
    from store.compare.groups import Group
    from store.compare.table import Table
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Where:
    """Tables of what groups said of each example, and a sentence each on what is missing."""

    tables: "tuple[Table, ...]"
    notes: tuple[str, ...]


def where_it_got_worse(
    store: "Store",
    groups: "Sequence[Group]",
    labels: Sequence[str],
    split: str = "test",
    margin: float = MARGIN,
    most: int = MOST_EXAMPLES,
) -> Where:
    """Return classes, confusions and examples of groups beside the first one's, as far as runs kept their answers."""
    answers, missing = read_answers(store, groups, labels, split)
    known = [one for one in answers if one.by_seed]
    if not answers[0].by_seed or len(known) < 2:
        return Where((), tuple(missing))
    examples = [flipped_table(Changes(known[0], other), split, most) for other in known[1:]]
    return Where((class_table(known, split, margin), confusion_table(known, split), *examples), tuple(missing))


def said_of_single_runs(
    store: "Store", groups: "Sequence[Group]", labels: Sequence[str], split: str = "test"
) -> tuple[str, ...]:
    """Return what the examples say of each group beside the first, where each is one run; else nothing."""
    if any(len(group.counted) > 1 for group in groups):
        return ()
    answers, _ = read_answers(store, groups, labels, split)
    if not answers[0].by_seed:
        return ()
    return tuple(verdict_on_runs(Changes(answers[0], other), split) for other in answers[1:] if other.by_seed)
