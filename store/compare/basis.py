"""What the figures of a table rest on: a sentence each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from store.compare.compared import Compared
from store.compare.groups import Group
from store.compare.metrics import Metric
from store.compare.numbers import decimals_to_see, shown_setting
from store.compare.statistics.pairs import paired_seeds
from store.compare.statistics.verdicts import smallest_seen

TRUSTED = 8
"""Seeds from which on pooled intervals hold even where one group spreads three times as much (docs/statistics.md)."""

MOST_SPANS = 4
"""Ranges of epochs that are told."""

Lines = Mapping[Metric, Sequence[Compared]]
"""For each figure of a table, what is said of each group."""


def basis(groups: Sequence[Group], labels: Sequence[str], lines: Lines, margin: float) -> tuple[str, ...]:
    """Say what the numbers are, over how many seeds, and what the words mean; the first group is the baseline."""
    pairs = [(groups[0], label, group) for label, group in zip(labels[1:], groups[1:], strict=True)]
    return (*(basis_of(pairs, lines, margin) or about_figures(groups)), *_epochs(groups, labels))


def _epochs(groups: Sequence[Group], labels: Sequence[str]) -> Iterator[str]:
    """Yield of which epochs the weights are, where that is not the same, or why an epoch has no test figures."""
    if any(isinstance(group.moment, int) for group in groups):
        yield "Of an epoch there are training and validation figures alone: tested are the best and the last weights."
        return
    spans: dict[tuple[int, ...], list[str]] = {}
    for label, group in zip(labels, groups, strict=True):
        epochs = sorted({member.epoch for member in group.counted if member.epoch})
        spans.setdefault((*epochs[:1], *epochs[1:][-1:]), []).append(label)
    told = [f"{' to '.join(map(str, span))} ({', '.join(of)})" for span, of in spans.items() if span]
    if len(told) > 1:
        more = f"; and {len(told) - MOST_SPANS} more" if len(told) > MOST_SPANS else ""
        yield f"These weights are of different epochs: {'; '.join(told[:MOST_SPANS])}{more}."


def basis_of(pairs: Sequence[tuple[Group, str, Group]], lines: Lines, margin: float) -> tuple[str, ...]:
    """Say it of groups that each have a baseline of their own: (baseline, label, group); nothing without any."""
    if not pairs:
        return ()
    told = about_figures([group for base, _, other in pairs for group in (base, other)])
    ways = {label: _way(base, group) for base, label, group in pairs}
    if len(told) > 1:
        return told
    if not any(ways.values()):
        return (*told, "Differences have no interval: it takes two seeds a side that have the figures.")
    same = len(set(ways.values())) == 1
    shown = [way if same else f"{label} {way or 'without interval'}" for label, way in ways.items()]
    return (
        *told,
        f"Differences: ± half of their 95 % interval (Student's t), {', '.join(dict.fromkeys(shown))}.",
        *_joined([one for found in lines.values() for one in found]),
        f"Better and worse: the interval excludes 0. No difference that matters: it lies within ± {_margins(margin)}.",
        *_seen(lines),
    )


def about_figures(groups: Sequence[Group]) -> tuple[str, ...]:
    """Say what figures are, and that nothing can be told of chance where each group is one run."""
    if all(len(group.counted) == 1 for group in groups):
        if len(groups) == 1:
            return ("One seed: there is no spread.",)
        these = "two runs" if len(groups) == 2 else "runs"
        return (
            "One seed each: there is no spread.",
            f"Whether a difference is more than chance cannot be told of the settings, only of these {these}.",
        )
    weights = {group.weights for group in groups}
    of = f", of {weights.pop()}" if len(weights) == 1 else ""
    return (f"Figures: mean ± sample standard deviation over seeds{of}.",)


def _way(baseline: Group, other: Group) -> str:
    """Return how two groups are compared, or nothing where there are too few seeds for an interval."""
    paired = len(paired_seeds(baseline.seeds, other.seeds))
    if paired > 1:
        return f"paired over {paired} seeds"
    if min(len(baseline.seeds), len(other.seeds)) > 1:
        return f"unpaired over {len(baseline.seeds)} and {len(other.seeds)} seeds (Welch)"
    return ""


def _joined(found: Sequence[Compared]) -> Iterator[str]:
    """Yield what makes several intervals hold together."""
    deltas = [one.delta for one in found if one.delta is not None]
    count = max((delta.count for delta in deltas), default=1)
    if count == 1:
        return
    pooled = [delta for delta in deltas if delta.method == "pooled"]
    how = "Dunnett, over a spread that is pooled where all spread alike; else Šidák" if pooled else "Šidák"
    yield f"The {count} intervals of a row hold together ({how}); a variant more makes all of them wider."
    if pooled and pooled[0].n < TRUSTED:
        few = pooled[0].n
        yield f"Whether all spread alike, {few} seeds hardly show: where it decides, trust it from {TRUSTED} seeds on."


def _seen(lines: Lines) -> Iterator[str]:
    """Yield how large a difference of the first figure that has an interval would have been found."""
    for metric, found in lines.items():
        smallest = max(filter(None, _smallest(found)), default=None)
        if smallest is not None:
            factor = metric.quantity.factor
            shown = f"{smallest * factor:.{decimals_to_see([smallest * factor]) + 1}f}"
            yield f"With these seeds a difference of {shown} in {metric.title} would be found four times in five."
            return


def _smallest(found: Iterable[Compared]) -> Iterator[float | None]:
    return (smallest_seen(one.delta) for one in found if one.delta is not None)


def _margins(margin: float) -> str:
    return f"{shown_setting(margin)} (shares), ± {100 * margin:.3g} % (other figures)"
