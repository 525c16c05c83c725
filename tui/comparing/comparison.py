"""What the diff screen shows: settings, figures and curves of groups, read from a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.palette import colours_apart
from store.compare.curves.seeds import seeds_of
from store.compare.diff import Diff, diff
from store.compare.export import diff_document
from store.compare.groups import Group, group_asked_for, group_of, labels_of
from store.compare.moment import NAMED, Moment, moment_of, weights_told
from store.compare.numbers import shown_setting
from store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from store.compare.table import Document
    from store.run import Run
    from trainer.settings.describe import SettingInfo


SAME_EPOCH = "same"
MOMENTS = ("", *NAMED, SAME_EPOCH)
"""Which weights can be compared: those that each run selects, the best, the last, or those after the same epoch."""


@dataclass(frozen=True)
class Comparison:
    """Groups side by side, the baseline first; differing rows and all rows are both made, so one key turns them."""

    differing: Diff
    everything: Diff
    groups: tuple[Group, ...]
    labels: tuple[str, ...]
    curves: GroupCurves
    run_ids: frozenset[str]
    names: tuple[str, ...]
    """By which names the groups were asked for."""
    helps: Mapping[str, str]
    """What settings and figures mean, by their paths and names."""
    moment: Moment = None
    """Of which weights, or of which epoch, the figures are."""

    @property
    def weights(self) -> str:
        """Which weights are compared, as the title says it."""
        return weights_told(self.moment, "selected")

    @property
    def title(self) -> str:
        """What is compared with what."""
        return f"{self.labels[0]} against {', '.join(self.labels[1:])}"

    def called(self, name: str) -> str:
        """Return what the group is called that was asked for by a name."""
        return self.groups[self.names.index(name)].name

    def shown(self, *, everything: bool) -> Diff:
        """Return the rows that differ, or all."""
        return self.everything if everything else self.differing

    def document(self, *, everything: bool) -> "Document":
        """Return what is on screen, to be taken away."""
        return diff_document(self.shown(everything=everything), self.groups[0], self.groups[1:])


class Comparer:
    """Reads the groups of one comparison again and again; runs are kept, so only what is new of them is read."""

    def __init__(self, root: "Path", names: Sequence[str], known: "dict[str, Run] | None" = None) -> None:
        self._root, self.names = root, tuple(names)
        self._known = {} if known is None else known
        self._runs: list[list[Run]] = []
        self._colours: list[int] = []

    def of(self, names: Sequence[str]) -> "Comparer":
        """Return one for other groups, which knows the runs that this one has read."""
        return Comparer(self._root, names, self._known)

    def find(self) -> None:
        """Look for the runs of the groups anew; needed when runs have come or gone."""
        store = Store(self._root)
        found = store.find_groups(self.names, damaged=True)
        self._runs = [[self._known.setdefault(run.id, run) for run in runs] for runs in found]
        self._colours = colours_apart([runs[0].name.rpartition("/")[0] for runs in self._runs], store.rows())

    def compare(self, at: str = "") -> Comparison:
        """Read what there is by now; `at` is one of `MOMENTS`."""
        if not self._runs:
            self.find()
        moment = self._moment(at)
        groups = tuple(group_asked_for(*pair, moment) for pair in zip(self._runs, self.names, strict=True))
        baseline, tuned, labels = groups[0], groups[1:], tuple(labels_of(groups))
        everything = diff(baseline, tuned, self._catalogue)
        return Comparison(
            differing=everything.shortened(),
            everything=everything,
            groups=groups,
            labels=labels,
            curves=GroupCurves(tuple(map(seeds_of, labels, groups, self._runs, self._colours))),
            run_ids=frozenset(run.id for runs in self._runs for run in runs),
            names=self.names,
            helps=self._helps,
            moment=moment,
        )

    def _moment(self, at: str) -> Moment:
        """Return what one of `MOMENTS` means; the same epoch is the last that all runs that count have reached."""
        if at != SAME_EPOCH:
            return moment_of(at)
        counted = (member for runs in self._runs for member in group_of(runs).counted)
        return min((member.epochs for member in counted if member.epochs), default=None)

    @cached_property
    def _catalogue(self) -> "list[SettingInfo]":
        from trainer.plan.catalogue import catalogue

        return catalogue()

    @cached_property
    def _helps(self) -> dict[str, str]:
        from trainer.plan.metrics import known_metrics

        settings = {info.path: _told(info) for info in self._catalogue}
        return settings | {name: metric.help for name, metric in known_metrics().items()}


def _told(info: "SettingInfo") -> str:
    """Return the help of a setting with all that is declared of it."""
    facts = [f"in {info.unit}" if info.unit else "", info.bounds]
    facts.append("" if info.required or info.default is None else f"default {shown_setting(info.default)}")
    declared = "; ".join(filter(None, facts))
    return f"{info.help} ({declared})" if declared else info.help
