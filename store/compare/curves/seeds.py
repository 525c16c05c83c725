"""From runs to curves: the mean over the seeds of a group, and the band round it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isnan, nan, sqrt
from typing import TYPE_CHECKING

from store.compare.curves.course import Course, course_of
from store.compare.curves.model import Band, Curve
from store.compare.metrics import in_order

if TYPE_CHECKING:
    from store.compare.groups import Group
    from store.history import Event
    from store.run import Run

Points = dict[float, list[float]]
"""Step → the values of the runs that have one there."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """The runs of one group whose figures count, as far as they had come when this was made."""

    label: str
    runs: "tuple[tuple[Event, ...], ...]"
    """The epoch events of each run, of a long one those at even distances."""
    colour: int | None = None
    """The number of its colour; by its place, where nobody has chosen one."""


def seeds_of(label: str, group: "Group", runs: "Sequence[Run]", colour: int | None = None) -> Seeds:
    """Return what curves of a group are made of; `runs` holds its runs, and perhaps others."""
    counted = {member.id for member in group.counted}
    return Seeds(label, tuple(tuple(run.history().epochs.spaced()) for run in runs if run.id in counted), colour)


def curve_metrics(groups: Sequence[Seeds]) -> tuple[str, ...]:
    """Return the metrics that have curves, in their usual order: those of any run's newest epoch."""
    names = {name for group in groups for events in group.runs if events for name in events[-1]["metrics"]}
    return tuple(metric.key for metric in in_order(names))


def mean_curves(metric: str, groups: Sequence[Seeds], *, by_time: bool = False) -> tuple[Curve, ...]:
    """Return a curve for each group; steps are epochs, or seconds of training."""
    courses = [[course_of(metric, events) for events in group.runs] for group in groups]
    return tuple(
        mean_curve(group.label, found, place if group.colour is None else group.colour, by_time=by_time)
        for place, (group, found) in enumerate(zip(groups, courses, strict=True))
    )


def mean_curve(label: str, courses: Sequence[Course], tone: int = 0, *, by_time: bool = False) -> Curve:
    """Return mean and band as far as at least half of the runs went: the rest would tell of single seeds.

    The band is the mean ± one sample standard deviation; of two seeds, which say too little of that, their range.
    """
    used = [course for course in courses if course.is_timed] if by_time else courses
    untimed, seeds = len(courses) - len(used), sum(bool(course.values) for course in used)
    if len(used) == 1:
        course = used[0]
        return Curve(label, course.steps(by_time=by_time), course.values, tone, untimed=untimed, thinned=course.thinned)
    points = _points_by_time(used) if by_time else _points_by_epoch(used)
    steps = sorted(step for step, values in points.items() if 2 * len(values) >= len(used))
    columns = [points[step] for step in steps]
    means = [sum(values) / len(values) for values in columns]
    band = _band(columns, means, is_range=seeds == 2) if seeds > 1 else None
    return Curve(label, steps, means, tone, band, untimed=untimed)


def _points_by_epoch(courses: Sequence[Course]) -> Points:
    points: Points = {}
    for course in courses:
        for epoch, value in zip(course.epochs, course.values, strict=True):
            points.setdefault(epoch, []).append(value)
    return points


def _points_by_time(courses: Sequence[Course]) -> Points:
    """Return what runs of different speed had reached at common times, about as dense as epochs are."""
    drawn = [course for course in courses if course.values]
    half = (len(courses) - 1) // 2
    if not drawn or len(drawn) <= half:
        return {}
    begin = sorted(course.seconds[0] for course in drawn)[half]
    end = sorted((course.seconds[-1] for course in drawn), reverse=True)[half]
    times = evenly(begin, end, max(len(course.values) for course in drawn))
    points: Points = {time: [] for time in times}
    for course in drawn:
        for time, value in zip(times, interpolated(course.seconds, course.values, times), strict=True):
            if not isnan(value):
                points[time].append(value)
    return points


def evenly(begin: float, end: float, count: int) -> list[float]:
    """Return `count` steps from begin to end, both among them; none where they are the wrong way round."""
    if end < begin:
        return []
    if count < 2 or end == begin:
        return [end]
    return [begin + (end - begin) * place / (count - 1) for place in range(count - 1)] + [end]


def interpolated(steps: Sequence[float], values: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """Return values at other steps, linear between neighbours, NaN outside; all steps rise."""
    found, place = [], 0
    for step in wanted:
        if not steps[0] <= step <= steps[-1]:
            found.append(nan)
            continue
        while place + 2 < len(steps) and steps[place + 1] < step:
            place += 1
        following = min(place + 1, len(steps) - 1)
        width = steps[following] - steps[place]
        share = (step - steps[place]) / width if width else 1.0
        found.append(values[place] + (values[following] - values[place]) * share)
    return found


def _band(columns: Sequence[Sequence[float]], means: Sequence[float], *, is_range: bool) -> Band:
    if is_range:
        pairs = [(min(values), max(values)) if len(values) > 1 else (nan, nan) for values in columns]
        return Band([low for low, _ in pairs], [high for _, high in pairs], is_range=True)
    spreads = [_spread(values, mean) for values, mean in zip(columns, means, strict=True)]
    sides = list(zip(means, spreads, strict=True))
    return Band([mean - spread for mean, spread in sides], [mean + spread for mean, spread in sides])


def _spread(values: Sequence[float], mean: float) -> float:
    """Return the sample standard deviation, NaN of a single value."""
    return hypot(*(value - mean for value in values)) / sqrt(len(values) - 1) if len(values) > 1 else nan
