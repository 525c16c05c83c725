"""Groups: the runs of one configuration, over its seeds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from store.compare.members import Member, member_whatever, table_of
from store.compare.moment import Moment, weights_told
from store.compare.numbers import shown_seeds
from store.errors import StoreError, did_you_mean
from store.held_out import held_out_mark
from store.names import PROBE, find_rows, members_of, variant_name
from store.status import Status
from store.yardstick import Yardstick, group_name

if TYPE_CHECKING:
    from store.row import Row
    from store.run import Run
    from store.store import Store


@dataclass(frozen=True)
class Group:
    """Runs of one configuration, one a seed. Figures of runs that have not finished are never mixed into the others."""

    name: str
    """`experiment/variant`, or what the caller calls it."""
    config: Mapping[str, Any]
    members: tuple[Member, ...]
    """By seed."""
    variant: str = ""
    config_hash: str = ""
    goal: str | None = None
    baseline: str = ""
    """The name of the variant that its experiment compares with."""
    note: str = ""
    earlier: tuple[str, ...] = ()
    """What the variant's other configurations are called, which no figure here is of."""
    beside: "Group | None" = None
    """The baseline that it was launched beside, where that is not the baseline's newest configuration."""
    moment: Moment = None
    """Which weights, or which epoch, its figures are of."""
    unreadable: tuple[str, ...] = ()
    """The ids of runs that would be members, if it could be read what they are."""

    @cached_property
    def finished(self) -> tuple[Member, ...]:
        """The members that have finished; all where none has."""
        return tuple(member for member in self.members if member.status is Status.FINISHED) or self.members

    @cached_property
    def counted(self) -> tuple[Member, ...]:
        """The members whose figures count: those that have finished (all, so far as they got, where none has).

        Where an epoch is compared, those that did not get there are left out.
        """
        return tuple(member for member in self.finished if member.got_there)

    @property
    def weights(self) -> str:
        """Which weights its figures are of: `the best weights`, `epoch 11`."""
        return weights_told(self.moment, table_of(self.config, "training").get("select", "best"))

    @property
    def best_by(self) -> str:
        """By which metric its best weights are the best."""
        return str(table_of(self.config, "training").get("select_metric", "val.accuracy"))

    @cached_property
    def settled(self) -> bool:
        """Whether the figures that count are final."""
        return all(member.status is Status.FINISHED for member in self.counted)

    @cached_property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the members that count."""
        return tuple(member.seed for member in self.counted)

    def values(self, metric: str) -> dict[int, float]:
        """Return a figure by seed, of the members that count and have it."""
        return {member.seed: member.figures[metric] for member in self.counted if metric in member.figures}

    def metrics(self) -> set[str]:
        """Return the names of all figures."""
        return {name for member in self.counted for name in member.figures}

    def standing(self) -> str:
        """Return what has not finished, as `4 of 5 runs finished (failed: seed 3)`, or nothing where all have."""
        unreadable = f"{', '.join(self.unreadable)} cannot be read" if self.unreadable else ""
        return "; ".join(filter(None, (self._unfinished(), unreadable)))

    def _unfinished(self) -> str:
        left = [member for member in self.members if member.status is not Status.FINISHED]
        if not left:
            return ""
        if len(self.members) == 1:
            return f"its run has not finished ({left[0].stands})"
        seeds: dict[str, list[int]] = {}
        for member in left:
            seeds.setdefault(member.stands, []).append(member.seed)
        told = ", ".join(f"{stands}: {shown_seeds(which)}" for stands, which in seeds.items())
        return f"{len(self.members) - len(left)} of {len(self.members)} runs finished ({told})"


def group_of(runs: "Sequence[Run]", name: str = "", moment: Moment = None) -> Group:
    """Return the group of at least one run of one configuration; of each seed the newest run is taken."""
    if not runs:
        raise ValueError("a group has at least one run")
    in_age = sorted(_readable(runs), key=lambda run: (run.record.get("created", 0.0), run.id))
    record = in_age[-1].record
    by_seed = {run.record.get("seed", 0): run for run in in_age}
    experiment, variant = str(record.get("experiment", "?")), str(record.get("variant", "?"))
    return Group(
        name=name or f"{experiment}/{variant}",
        config=table_of(record, "config"),
        members=tuple(member_whatever(by_seed[seed], moment) for seed in sorted(by_seed)),
        variant=variant,
        config_hash=str(record.get("config_hash", "")),
        goal=record.get("goal"),
        baseline=str(record.get("baseline") or ""),
        note=str(record.get("note") or ""),
        moment=moment,
        unreadable=tuple(run.id for run in runs if run not in in_age),
    )


def _readable(runs: "Sequence[Run]") -> "Sequence[Run]":
    """Return the runs that say what they are; where none does, all, so that the first says why."""
    return [run for run in runs if run.is_readable] or runs


def group_asked_for(runs: "Sequence[Run]", name: str, moment: Moment = None) -> Group:
    """Return the group of runs that were found by a name: called by it, or, of a run alone, by the run's own name."""
    group = group_of(runs, moment=moment)
    asked = name == group.name or name.startswith(f"{group.name}@")
    return replace(group, name=name if asked else runs[0].name)


def groups_of_experiment(store: "Store", experiment: str) -> list[Group]:
    """Return a group for each variant of an experiment, of its newest configuration, in the order of their queueing.

    Those that only a search has asked for are left out.
    """
    rows = store.rows()
    variants = dict.fromkeys(
        row.variant for row in rows if row.experiment == experiment and not row.variant.startswith(PROBE)
    )
    if not variants:
        known = sorted({row.experiment for row in rows})
        hint = did_you_mean(experiment, known) or (
            f"; there is {', '.join(known)}" if known else "; the store is empty"
        )
        raise StoreError(f"{store.root}: no run is of an experiment {experiment!r}{hint}")
    found = [
        [store.run(row.id) for row in find_rows(f"{experiment}/{variant}", rows, damaged=True)] for variant in variants
    ]
    in_order = [group_of(runs) for runs in sorted(found, key=lambda runs: min(map(_place, runs)))]
    beside = _Beside(store, [row for row in rows if row.experiment == experiment])
    return [replace(group, earlier=_earlier(group, rows), beside=beside(group)) for group in in_order]


class _Beside:
    """Finds the baseline that groups of an experiment were launched beside, each read once."""

    def __init__(self, store: "Store", rows: "Sequence[Row]") -> None:
        self._store, self._rows = store, {row.id: row for row in rows}
        self._yardstick = Yardstick(rows)
        self._known: dict[str, Group] = {}

    def __call__(self, group: Group) -> Group | None:
        rows = self._yardstick.of([self._rows[member.id] for member in group.members])
        if not rows or self._yardstick.is_newest(rows):
            return None
        name = group_name(rows[0], earlier=True)
        if name not in self._known:
            self._known[name] = group_of([self._store.run(row.id) for row in members_of(rows)], name)
        return self._known[name]


def _earlier(group: Group, rows: "Sequence[Row]") -> tuple[str, ...]:
    others = [row for row in rows if variant_name(row) == group.name and row.config_hash != group.config_hash]
    return tuple(dict.fromkeys(group_name(row, earlier=True) for row in others))


def _place(run: "Run") -> tuple[float, str]:
    try:
        return run.state()["order"], run.id
    except (StoreError, OSError):
        return inf, run.id


def labels_of(groups: Sequence[Group]) -> list[str]:
    """Return a short name for each group that no other has: its variant, else its name, with its hash if it must be.

    One that was asked for by a hash keeps it. Groups of several experiments are called by their whole names.
    """
    experiments = {group.name.partition("/")[0] for group in groups}
    for naming in (*([_variant] if len(experiments) == 1 else []), _name, _name_and_hash, _name_and_id):
        labels = [naming(group) for group in groups]
        if len(set(labels)) == len(labels):
            return labels
    counts = Counter[str]()
    return [f"{label} #{_next(counts, label)}" for label in map(_name, groups)]


def _variant(group: Group) -> str:
    asked = group.name.partition("/")[2]
    return asked if asked.startswith(f"{group.variant}@") else group.variant or group.name


def _name(group: Group) -> str:
    return group.name


def _name_and_hash(group: Group) -> str:
    return f"{group.name} ({group.config_hash[:6]})"


def _name_and_id(group: Group) -> str:
    return f"{group.name} ({', '.join(member.id for member in group.members[:1])})"


def _next(counts: Counter[str], label: str) -> int:
    counts[label] += 1
    return counts[label]


def share_test_set(one: Group, other: Group) -> bool:
    """Say whether two groups are tested on the same examples, as far as their settings tell."""
    return held_out_mark(one.config) == held_out_mark(other.config)


def common_goal(groups: Iterable[Group]) -> str | None:
    """Return the goal that all groups share, or None."""
    goals = {group.goal for group in groups}
    return goals.pop() if len(goals) == 1 else None
