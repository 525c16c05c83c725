"""The result table: a row a variant."""

from collections.abc import Mapping, Sequence

from store.compare.doubts import mixed, on_other_tests, unfinished
from store.compare.figures import NOTHING, Scale, difference_cell, figure_cell, how_measured, p_cell, scale_of
from store.compare.groups import Group, common_goal, labels_of, share_test_set
from store.compare.metrics import Metric, metric
from store.compare.statistics import Delta, difference
from store.compare.table import Cell, Column, Mark, Row, Table
from store.goal import goal_metric

METRICS = ("test.accuracy", "test.macro_f1", "test.loss", "test.calibration_error", "source.accuracy")
"""What is shown where nothing else is asked for; the last ones give way first where the width is short."""


def result_table(groups: Sequence[Group], goal: str | None = None, metrics: Sequence[str] = ()) -> Table:
    """Return a row for each group in the order given: figures, the first one's difference to the baseline, the goal.

    The goal is the one that the groups share, unless another is given. A variant that is tested on other examples than
    the baseline (a source to start from, say) is not compared with it.
    """
    goal = goal or common_goal(groups)
    chosen = [metric(key) for key in metrics or _default_metrics(groups, goal)]
    labels, baseline = labels_of(groups), baseline_of(groups)
    lead = chosen[0].key
    deltas = [_delta(baseline, group, lead) for group in groups]
    scales = [scale_of(one, [g.values(one.key) for g in groups], deltas if one.key == lead else ()) for one in chosen]
    rows = []
    for label, group, delta in zip(labels, groups, deltas, strict=True):
        figures = [figure_cell(group.values(one.key), scale) for one, scale in zip(chosen, scales, strict=True)]
        compared = _compared(delta, scales[0], chosen[0], final=baseline is not None and _final(baseline, group))
        cells = (Cell(label, label), figures[0], *compared, _goal_cell(group), *figures[1:], _note_cell(group))
        rows.append(Row(cells, key=group.name))
    return Table("Results", _columns(chosen), tuple(rows), _notes(groups, labels, goal), "results").without_empty()


def baseline_of(groups: Sequence[Group]) -> Group | None:
    """Return the group that its experiment compares the others with, if it is among them."""
    return next((group for group in groups if group.variant == group.baseline), None)


def _default_metrics(groups: Sequence[Group], goal: str | None) -> list[str]:
    known = {name for group in groups for name in group.metrics()}
    wanted = dict.fromkeys([goal_metric(goal) or METRICS[0], *METRICS])
    return [name for name in wanted if name in known] or [METRICS[0]]


def _delta(baseline: Group | None, group: Group, key: str) -> Delta | None:
    if baseline is None or baseline is group or not share_test_set(baseline, group):
        return None
    return difference(baseline.values(key), group.values(key))


def _final(*groups: Group) -> bool:
    return all(group.settled for group in groups)


def _compared(delta: Delta | None, scale: Scale, lead: Metric, *, final: bool) -> tuple[Cell, Cell]:
    if delta is None:
        return Cell(), Cell()
    return difference_cell(delta, scale, lead.direction if final else 0), p_cell(delta)


def _goal_cell(group: Group) -> Cell:
    known = [member.reached for member in group.counted if member.reached is not None]
    if not known:
        return Cell() if group.goal is None else NOTHING
    count = sum(known)
    mark: Mark = "better" if count == len(known) else "" if count else "worse"
    return Cell(f"{count} of {len(known)}", {"reached": count, "n": len(known)}, mark)


def _note_cell(group: Group) -> Cell:
    return Cell(group.note, group.note or None)


def _columns(chosen: Sequence[Metric]) -> tuple[Column, ...]:
    first, *others = [Column(one.key, "right", title=one.title) for one in chosen]
    return (
        Column("variant", whole=True),
        first,
        Column("difference", "right"),
        Column("p", "right", drop=len(chosen) + 1),
        Column("goal", "right", title="goal reached"),
        *(Column(one.name, "right", one.title, drop) for drop, one in enumerate(others, start=1)),
        Column("note", drop=len(chosen) + 2),
    )


def _notes(groups: Sequence[Group], labels: Sequence[str], goal: str | None) -> tuple[str, ...]:
    baseline = baseline_of(groups)
    notes = [f"Goal: {goal}"] if goal else []
    notes += unfinished(groups, labels)
    if baseline is None:
        return (*notes, *how_measured(groups[:1], labels[:1]))
    pairs: Mapping[str, Group] = dict(zip(labels, groups, strict=True))
    apart = [label for label, group in pairs.items() if not share_test_set(baseline, group)]
    others = [label for label, group in pairs.items() if group is not baseline and label not in apart]
    own = next(label for label, group in pairs.items() if group is baseline)
    compared, names = [baseline, *(pairs[label] for label in others)], [own, *others]
    return (*notes, *on_other_tests(own, apart), *mixed(compared, names), *how_measured(compared, names))
