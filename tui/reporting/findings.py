"""What groups of an experiment a report is about, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.compared import MARGIN
from store.compare.groups import Group, common_goal, groups_of_experiment, labels_of
from store.compare.headline import Headline
from store.compare.metrics import metric
from store.compare.results import baseline_of, default_metrics
from store.errors import StoreError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from store.store import Store


@dataclass(frozen=True)
class Wish:
    """What a report is asked for: the experiment, and by which figures and margin it is judged."""

    experiment: str
    figure: str = "val.accuracy"
    """What bisections are judged by."""
    margin: float = MARGIN
    output: "Path | None" = None
    """The file that it is written to."""


@dataclass(frozen=True)
class Findings:
    """The variants of an experiment, and how they did."""

    store: "Store"
    wish: Wish
    groups: Sequence[Group]
    labels: Sequence[str]

    @cached_property
    def headline(self) -> Headline:
        """How far each variant lies from its baseline, in the figure that they are compared by."""
        lead = metric(default_metrics(self.groups, common_goal(self.groups))[0])
        return Headline(lead, self.groups, self.labels, self.wish.margin)

    @cached_property
    def baseline(self) -> Group | None:
        """The group that others are compared with."""
        return baseline_of(self.groups)

    @cached_property
    def in_order(self) -> list[tuple[str, Group]]:
        """The groups with their labels, the baseline first."""
        named = list(zip(self.labels, self.groups, strict=True))
        return sorted(named, key=lambda pair: pair[1] is not self.baseline)

    @cached_property
    def worse(self) -> list[tuple[str, Group, Group]]:
        """The variants that are worse than their baseline: label, group and baseline."""
        found = (
            (self.labels[i], self.groups[i], self.groups[i].beside or self.baseline) for i in self.headline.worse()
        )
        return [(label, group, base) for label, group, base in found if base is not None]


def find(store: "Store", wish: Wish) -> Findings:
    """Read what a store has of an experiment; raises `StoreError` where it has no run of it, or no such figure."""
    groups = groups_of_experiment(store, wish.experiment)
    known = {name for group in groups for name in group.metrics()}
    if known and wish.figure not in known:
        hint = did_you_mean(wish.figure, known) or f"; there are {', '.join(sorted(known))}"
        raise StoreError(f"--metric: no run of {wish.experiment} has a figure {wish.figure!r}{hint}")
    return Findings(store, wish, groups, labels_of(groups))
