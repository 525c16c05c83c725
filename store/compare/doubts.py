"""What makes a comparison doubtful: a sentence each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import orjson

from store.compare.groups import Group, share_test_set
from store.compare.members import Member
from store.compare.moment import weights_told
from store.compare.numbers import shown_seeds
from store.compare.statistics.pairs import paired_seeds

BEST = weights_told("best", None)
MOST_WARNINGS = 3
"""Warnings that are told of a group."""


def doubts(groups: Sequence[Group], labels: Sequence[str]) -> tuple[str, ...]:
    """Return what a reader has to know before they trust the figures; the first group is the baseline."""
    named = list(zip(labels, groups, strict=True))
    told = [*unfinished(groups, labels), *_not_there(named)]
    told += on_other_tests(labels[0], [label for label, group in named[1:] if not share_test_set(groups[0], group)])
    told += seeds_apart(groups, labels)
    return (*told, *mixed(groups, labels), *warned(groups, labels))


def warned(groups: Sequence[Group], labels: Sequence[str]) -> Iterator[str]:
    """Yield what the runs of each group warn of: a setting that did nothing is neither to be blamed nor praised."""
    for label, group in zip(labels, groups, strict=True):
        counts = Counter(text for member in group.counted for text in dict.fromkeys(member.warnings))
        for text, count in list(counts.items())[:MOST_WARNINGS]:
            where = f" ({count} of {len(group.counted)} runs)" if count < len(group.counted) else ""
            yield f"{label}: {text}{where}."
        if len(counts) > MOST_WARNINGS:
            yield f"{label}: {len(counts) - MOST_WARNINGS} more warnings; `backslide show` has them."


def mixed(groups: Sequence[Group], labels: Sequence[str]) -> list[str]:
    """Return a sentence each where what runs are made of is not the same: data and start, if their settings are."""
    named = list(zip(labels, groups, strict=True))
    told = [note for alike in _by_settings(named, "data", "source") for note in _unlike(alike, "data", _data)]
    told += [note for alike in _by_settings(named, "network") for note in _other_starts(alike)]
    told += _unlike(named, "code", lambda member: member.code)
    packages = dict.fromkeys(name for group in groups for member in group.counted for name in member.versions)
    for name in packages:
        told += _unlike(named, f"version of {name}", lambda member, name=name: member.versions.get(name, ""))  # type: ignore[misc]
    told += _unlike(named, "device", lambda member: member.device)
    return [*told, *_other_precision(named), *_other_weights(named)]


def _data(member: Member) -> str:
    return member.data


def _other_starts(named: Sequence[tuple[str, Group]]) -> Iterator[str]:
    """Yield a sentence where runs of equal seeds begin with the weights of different runs."""
    starts: dict[int, set[str]] = {}
    for _, group in named:
        for member in group.counted:
            starts.setdefault(member.seed, set()).add(member.start)
    apart = [seed for seed, found in starts.items() if len(found - {""}) > 1]
    if apart:
        labels = " and ".join(label for label, _ in named)
        yield f"{labels} begin with weights of different runs (at {shown_seeds(apart)}), which may be why they differ."


def _other_precision(named: Sequence[tuple[str, Group]]) -> Iterator[str]:
    """Yield a sentence where groups compute in different number formats."""
    formats = ((str((group.config.get("training") or {}).get("precision", "fp32")), label) for label, group in named)
    if told := _unlike_lots(formats):
        yield f"not all compute in the same precision (training.precision): {told}."


def _other_weights(named: Sequence[tuple[str, Group]]) -> Iterator[str]:
    """Yield a sentence where some groups are measured by their best weights, and some by their last, or by others."""
    if told := _unlike_lots((group.weights, label) for label, group in named):
        yield f"not all are measured by the same weights (training.select): {told}."
    if told := _unlike_lots((group.best_by, label) for label, group in named if group.weights == BEST):
        yield f"the best weights are not the best by the same metric (training.select_metric): {told}."


def _unlike_lots(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what is so of which labels, or nothing where it is the same of all."""
    lots: dict[str, list[str]] = {}
    for what, label in pairs:
        lots.setdefault(what, []).append(label)
    return "; ".join(f"{what} of {', '.join(labels)}" for what, labels in lots.items()) if len(lots) > 1 else ""


def _by_settings(named: Sequence[tuple[str, Group]], *sections: str) -> Iterable[list[tuple[str, Group]]]:
    """Return the groups in lots that have the same settings in some sections."""
    lots: dict[bytes, list[tuple[str, Group]]] = {}
    for label, group in named:
        asked = [group.config.get(name) for name in sections]
        lots.setdefault(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), []).append((label, group))
    return lots.values()


def unfinished(groups: Sequence[Group], labels: Sequence[str]) -> list[str]:
    """Return which groups have runs that have not finished, and what that means for their figures."""
    return [f"{label}: {_standing(group)}" for label, group in zip(labels, groups, strict=True) if group.standing()]


def on_other_tests(baseline: str, others: Sequence[str]) -> list[str]:
    """Return a sentence about groups that are not tested on the same examples as the baseline."""
    if not others:
        return []
    verb = "is" if len(others) == 1 else "are"
    return [f"{', '.join(others)} {verb} tested on other examples than {baseline}: their figures do not compare."]


def _not_there(named: Sequence[tuple[str, Group]]) -> Iterator[str]:
    """Yield which runs are left out because they did not come as far as the epoch that is compared."""
    for label, group in named:
        short = [member for member in group.finished if not member.got_there]
        if short:
            done = sorted({member.epochs for member in short})
            far = " to ".join(map(str, dict.fromkeys((done[0], done[-1]))))
            which = shown_seeds(member.seed for member in short)
            yield f"{label}: left out, since short of {group.weights}: {which}, with {far} epochs done."


def _standing(group: Group) -> str:
    if group.settled:
        return f"{group.standing()}; only finished runs are counted."
    if not any(member.figures for member in group.counted):
        return f"{group.standing()}; nothing has been measured of it."
    return f"{group.standing()}; its figures are those so far, and no difference to them is judged."


def seeds_apart(groups: Sequence[Group], labels: Sequence[str]) -> list[str]:
    """Return a sentence for the groups that have not the seeds of the first one; those that have the same share one."""
    lots: dict[tuple[int, ...], list[str]] = {}
    for label, group in zip(labels[1:], groups[1:], strict=True):
        lots.setdefault(group.seeds, []).append(label)
    base = (labels[0], set(groups[0].seeds))
    return [_seeds_apart(base, (_each_of(found), set(seeds))) for seeds, found in lots.items() if set(seeds) != base[1]]


def _each_of(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"each of {', '.join(labels)}"


def _seeds_apart(baseline: tuple[str, set[int]], other: tuple[str, set[int]]) -> str:
    (name, base), (label, tuned) = baseline, other
    lacking = ((name, base - tuned), (label, tuned - base))
    only = [f"only {who} has {shown_seeds(seeds)}" for who, seeds in lacking if seeds]
    paired = paired_seeds(base, tuned)
    basis = f"; differences are those of {shown_seeds(paired)}" if paired else ""
    return f"{name} and {label} have different seeds: {', and '.join(only)}{basis}."


def _unlike(named: Sequence[tuple[str, Group]], what: str, of: Callable[[Member], str]) -> Iterator[str]:
    found = {label: sorted({of(member) for member in group.counted} - {""}) for label, group in named}
    if len({value for values in found.values() for value in values}) > 1:
        told = "; ".join(f"{label} {' and '.join(values)}" for label, values in found.items() if values)
        yield f"the {what} is not the same in all runs, and figures may differ for that alone: {told}."
