"""Figures, one under the other: under each a row a variant, however many there are."""

from collections.abc import Iterator, Sequence

from store.compare.compared import MARGIN
from store.compare.figures import compared_cells, figure_cell, scale_of
from store.compare.groups import Group
from store.compare.metrics import MEASURED, Metric, in_order
from store.compare.results import compare_variants
from store.compare.table import Cell, Column, Row, Table

COST = "time.seconds"
"""What is told of speed and cost."""
_COLUMNS = (
    Column("variant", whole=True),
    Column("n", "right"),
    Column("figure", "right", "mean ± spread"),
    Column("difference", "right"),
    Column("verdict"),
)


def figures_table(groups: Sequence[Group], labels: Sequence[str], margin: float = MARGIN) -> Table:
    """Return each figure of the end with its difference to the baseline, in the words of `compared_cells`."""
    known = in_order(name for group in groups for name in group.metrics())
    rows = [row for one in known if _is_told(one) for row in _rows(one, groups, labels, margin)]
    notes = () if rows else ("Nothing has been measured yet.",)
    return Table("Figures", _COLUMNS, tuple(rows), notes, "figures").without_empty()


def _is_told(metric: Metric) -> bool:
    first = metric.key.partition(".")[0]
    told = first in {*MEASURED, "gap", "forgotten"} - {"start"} or metric.key == COST
    return told and not metric.minor


def _rows(metric: Metric, groups: Sequence[Group], labels: Sequence[str], margin: float) -> Iterator[Row]:
    found = compare_variants(metric, groups, margin)
    values = [group.values(metric.key) for group in groups]
    scale = scale_of(metric, values, [one.delta for one in found])
    for label, own, one in zip(labels, values, found, strict=True):
        if own:
            told = compared_cells(one, scale)[:2]
            cells = (Cell(label, label), Cell(str(len(own)), len(own)), figure_cell(own, scale), *told)
            yield Row(cells, key=metric.key, group=metric.title, unit=metric.quantity.unit)
