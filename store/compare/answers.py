"""What groups said of each example of a split, seed by seed, as far as it was kept and is of the same examples."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.held_out import examples_mark
from store.predictions import Predictions, read_predictions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.compare.groups import Group
    from store.store import Store


@dataclass(frozen=True)
class Answers:
    """What the runs of one group said, by seed."""

    label: str
    by_seed: "Mapping[int, Predictions]" = field(default_factory=dict)

    @property
    def first(self) -> Predictions:
        """What the run of the lowest seed said; every run knows the same labels and classes."""
        return self.by_seed[min(self.by_seed)]

    def class_accuracy(self, place: int) -> "dict[int, float]":
        """Return by seed the share of a class's examples that are taken for what they are."""
        members = self.first.labels == place
        return {seed: float(one.right[members].mean()) for seed, one in self.by_seed.items()} if members.any() else {}


def read_answers(
    store: "Store", groups: "Sequence[Group]", labels: Sequence[str], split: str = "test"
) -> tuple[list[Answers], list[str]]:
    """Return what each group's runs said of a split, and a sentence each on what is missing.

    Runs that were tested on other examples than the first one found are left out.
    """
    yardstick: Predictions | None = None
    mark = ""
    found, missing = [], []
    for group, label in zip(groups, labels, strict=True):
        kept: dict[int, Predictions] = {}
        for member in group.counted:
            one = read_predictions(store.run(member.id), split)
            if one is not None and yardstick is None:
                yardstick, mark = one, examples_mark(group.config, split)
            if one is None or yardstick is None or examples_mark(group.config, split) != mark:
                continue
            if _same_labels(one, yardstick):
                kept[member.seed] = one
        found.append(Answers(label, kept))
        if lacking := len(group.counted) - len(kept):
            missing.append(_lack(label, lacking, len(group.counted), split))
    return found, missing


def _same_labels(one: Predictions, other: Predictions) -> bool:
    import numpy as np

    return one.logits.shape[1] == other.logits.shape[1] and np.array_equal(one.labels, other.labels)


def _lack(label: str, lacking: int, count: int, split: str) -> str:
    runs = "its run keeps" if count == 1 else f"{lacking} of {count} runs keep"
    return f"{label}: {runs} no answers to the same {split} examples."
