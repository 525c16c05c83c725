"""The diff: in which settings tuned groups differ from the baseline, and what the figures say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from store.compare.basis import basis
from store.compare.catalogue import SettingLike
from store.compare.compared import MARGIN, Compared, compare_figure
from store.compare.doubts import doubts
from store.compare.effects import effective_table
from store.compare.figures import figure_cells, figure_columns, scale_of
from store.compare.groups import Group, labels_of
from store.compare.metrics import Metric, in_order
from store.compare.settings_table import settings_table, shortened
from store.compare.table import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Diff:
    """Settings, what took effect, and metrics of a baseline and of tuned groups.

    `notes` say what makes the comparison doubtful.
    """

    settings: Table
    effective: Table
    metrics: Table
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that have something to say."""
        return (self.settings, *([self.effective] if self.effective.rows else []), self.metrics)

    def shortened(self) -> "Diff":
        """Return what differs alone: without equal settings and effects, and without lesser figures."""
        return replace(
            self,
            settings=shortened(self.settings),
            effective=self.effective.without_lesser(),
            metrics=self.metrics.without_lesser().without_empty(),
        )


def diff(
    baseline: Group,
    tuned: Sequence[Group],
    catalogue: Iterable[SettingLike] = (),
    *,
    margin: float = MARGIN,
    also: Sequence[str] = (),
) -> Diff:
    """Compare groups with a baseline, in all settings and figures; see `Diff.shortened`.

    Differences within `margin` do not matter (see `MARGIN`). `also` is what else is to be said of the figures.
    """
    groups = [baseline, *tuned]
    labels = labels_of(groups)
    return Diff(
        settings=settings_table(groups, labels, catalogue).without_empty(),
        effective=effective_table(groups, labels),
        metrics=_metrics_table(groups, labels, margin, also),
        notes=doubts(groups, labels),
    )


def _metrics_table(groups: Sequence[Group], labels: Sequence[str], margin: float, also: Sequence[str]) -> Table:
    metrics = in_order(name for group in groups for name in group.metrics())
    lines = {metric: compare_figure(metric, groups[0], groups[1:], margin) for metric in metrics}
    return Table(
        title="Metrics",
        columns=(Column("metric", whole=True), *figure_columns(labels)),
        rows=tuple(_metric_row(metric, groups, found) for metric, found in lines.items()),
        notes=(*basis(groups, labels, lines, margin), *also) if lines else (_nothing(groups[0]),),
        name="metrics",
    ).without_empty()


def _nothing(baseline: Group) -> str:
    return f"Nothing has been measured {'yet' if baseline.moment is None else f'of {baseline.weights}'}."


def _metric_row(metric: Metric, groups: Sequence[Group], found: Sequence[Compared]) -> Row:
    values = [group.values(metric.key) for group in groups]
    scale = scale_of(metric, values, [one.delta for one in found])
    cells = (Cell(metric.shown_label, metric.key), *figure_cells(values, found, scale))
    return Row(cells, key=metric.key, group=metric.part, unit=metric.quantity.unit, lesser=metric.minor)
