"""The result table: a row a variant."""

from collections.abc import Iterator, Sequence

from store.compare.basis import about_figures, basis_of
from store.compare.compared import MARGIN, Compared, compare_figure
from store.compare.doubts import mixed, on_other_tests, unfinished, warned
from store.compare.figures import NOTHING, compared_cells, figure_cell, scale_of
from store.compare.groups import Group, common_goal, labels_of, share_test_set
from store.compare.metrics import Metric, metric
from store.compare.table import Cell, Column, Mark, Row, Table
from store.goal import goal_metric

METRICS = ("test.accuracy", "test.macro_f1", "test.loss", "test.calibration_error", "source.accuracy")
"""What is shown where nothing else is asked for, before whatever else is measured on the test set.

The last ones give way first where the width is short.
"""

Stripe = tuple[Column, list[Cell]]
"""A column with its cells, one a group."""


def result_table(
    groups: Sequence[Group], goal: str | None = None, metrics: Sequence[str] = (), margin: float = MARGIN
) -> Table:
    """Return a row for each group in the order given: figures, the first one's difference to the baseline, the goal.

    The goal is the one that the groups share, unless another is given. A variant that is tested on other examples than
    the baseline (a source to start from, say) is not compared with it.
    """
    goal, labels = goal or common_goal(groups), labels_of(groups)
    lead, *others = [metric(key) for key in metrics or default_metrics(groups, goal)]
    found = compare_variants(lead, groups, margin)
    basis = basis_of(_pairs(groups, labels), {lead: found}, margin) or about_figures(groups[:1])
    stripes = [
        (Column("variant", whole=True), [Cell(label, label) for label in labels]),
        *_compared_stripes(lead, groups, found, drop=len(others) + 1),
        (Column("goal", "right", "goal reached"), list(map(_goal_cell, groups))),
        *(_figure_stripe(one, groups, drop) for drop, one in enumerate(others, start=1)),
        (Column("note", drop=len(others) + 2), [Cell(group.note, group.note or None) for group in groups]),
    ]
    lines = zip(*(cells for _, cells in stripes), strict=True)
    rows = tuple(Row(line, key=group.name) for line, group in zip(lines, groups, strict=True))
    columns = tuple(column for column, _ in stripes)
    return Table("Results", columns, rows, _notes(groups, labels, goal, basis), "results").without_empty()


def baseline_of(groups: Sequence[Group]) -> Group | None:
    """Return the group that its experiment compares the others with, if it is among them."""
    return next((group for group in groups if group.variant == group.baseline), None)


def default_metrics(groups: Sequence[Group], goal: str | None) -> list[str]:
    """Return the figures that are shown where none is asked for; the first one is what variants are compared by."""
    known = {name for group in groups for name in group.metrics()}
    tested = sorted(name for name in known if name.startswith("test.") and not metric(name).minor)
    wanted = dict.fromkeys([goal_metric(goal) or METRICS[0], *METRICS, *tested])
    return [name for name in wanted if name in known] or [METRICS[0]]


def _figure_stripe(one: Metric, groups: Sequence[Group], drop: int) -> Stripe:
    values = [group.values(one.key) for group in groups]
    scale = scale_of(one, values)
    return Column(one.key, "right", one.title, drop), [figure_cell(found, scale) for found in values]


def compare_variants(figure: Metric, groups: Sequence[Group], margin: float) -> list[Compared]:
    """Return how far each group lies from the baseline that it was launched beside."""
    bases = [own_baseline(group, groups) for group in groups]
    found = [Compared()] * len(groups)
    for base in {base.name: base for base in bases if base is not None}.values():
        places = [place for place, other in enumerate(bases) if other is base]
        for place, one in zip(places, compare_figure(figure, base, [groups[i] for i in places], margin), strict=True):
            found[place] = one
    return found


def own_baseline(group: Group, groups: Sequence[Group]) -> Group | None:
    """Return what a group is compared with: nothing where that is itself, or tested on other examples."""
    base, baseline = group.beside or baseline_of(groups), baseline_of(groups)
    return base if base is not None and group is not baseline and share_test_set(base, group) else None


def _pairs(groups: Sequence[Group], labels: Sequence[str]) -> list[tuple[Group, str, Group]]:
    """Return each group that is compared, after its baseline and its label."""
    found = ((own_baseline(group, groups), label, group) for label, group in zip(labels, groups, strict=True))
    return [(base, label, group) for base, label, group in found if base is not None]


def _compared_stripes(lead: Metric, groups: Sequence[Group], found: Sequence[Compared], drop: int) -> list[Stripe]:
    """Return a figure, its difference to the baseline, what that means, and p, which may be dropped."""
    values = [group.values(lead.key) for group in groups]
    scale = scale_of(lead, values, [one.delta for one in found])
    cells = [compared_cells(one, scale) if one.delta else [Cell()] * 3 for one in found]
    differences, verdicts, chances = (list(column) for column in zip(*cells, strict=True))
    return [
        (Column(lead.key, "right", lead.title), [figure_cell(one, scale) for one in values]),
        (Column("difference", "right"), differences),
        (Column("verdict"), verdicts),
        (Column("p", "right", drop=drop), chances),
    ]


def _goal_cell(group: Group) -> Cell:
    known = [member.reached for member in group.counted if member.reached is not None]
    if not known:
        return Cell() if group.goal is None else NOTHING
    count = sum(known)
    mark: Mark = "better" if count == len(known) else "" if count else "worse"
    return Cell(f"{count} of {len(known)}", {"reached": count, "n": len(known)}, mark)


def _notes(groups: Sequence[Group], labels: Sequence[str], goal: str | None, basis: Sequence[str]) -> tuple[str, ...]:
    told = [f"Goal: {goal}"] if goal else []
    return (*told, *comparability(groups, labels), *basis, *warned(groups, labels))


def comparability(groups: Sequence[Group], labels: Sequence[str]) -> tuple[str, ...]:
    """Return what a reader has to know of the runs before they compare the groups of an experiment."""
    notes = unfinished(groups, labels)
    if earlier := [name for group in groups for name in group.earlier]:
        notes.append(f"Not in this table are runs with earlier settings: {', '.join(earlier)}.")
    baseline = baseline_of(groups)
    if baseline is None:
        return tuple(notes)
    label = labels[groups.index(baseline)]
    others = [(name, group) for name, group in zip(labels, groups, strict=True) if group is not baseline]
    apart = [name for name, group in others if not share_test_set(group.beside or baseline, group)]
    compared = [(name, group) for name, group in others if name not in apart]
    return (*notes, *on_other_tests(label, apart), *_by_baseline(label, baseline, compared))


def _by_baseline(label: str, baseline: Group, compared: Sequence[tuple[str, Group]]) -> Iterator[str]:
    """Yield what is to be known of the groups that share a baseline; one of theirs may be an earlier one."""
    bases = {base.name: base for base in (baseline, *(group.beside for _, group in compared if group.beside))}
    for base in bases.values():
        members = [pair for pair in compared if (pair[1].beside or baseline) is base]
        names, groups = zip((label, base), *members, strict=True)
        if base is baseline:
            yield from mixed(groups, names)
            continue
        yield f"Compared with {base.name}, which they were launched beside: {', '.join(names[1:])}."
        yield from mixed(groups, (base.name, *names[1:]))
