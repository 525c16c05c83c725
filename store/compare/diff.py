"""The diff: in which settings tuned groups differ from the baseline, and what the figures say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from store.compare.basis import basis
from store.compare.catalogue import SettingLike
from store.compare.compared import MARGIN, Compared, compare_figure
from store.compare.differences import Absent, Difference, are_different, compare_settings
from store.compare.doubts import doubts
from store.compare.figures import figure_cells, figure_columns, scale_of
from store.compare.groups import Group, labels_of
from store.compare.metrics import Metric, in_order
from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Mark, Row, Table


@dataclass(frozen=True, slots=True)
class Diff:
    """Settings and metrics of a baseline and of tuned groups; `notes` say what makes the comparison doubtful."""

    settings: Table
    metrics: Table
    notes: tuple[str, ...] = ()


def diff(
    baseline: Group,
    tuned: Sequence[Group],
    catalogue: Iterable[SettingLike] = (),
    *,
    everything: bool = False,
    margin: float = MARGIN,
    also: Sequence[str] = (),
) -> Diff:
    """Compare groups with a baseline. Equal settings and lesser figures are left out, unless `everything` is wanted.

    Differences within `margin` do not matter (see `MARGIN`). `also` is what else is to be said of the figures.
    """
    groups = [baseline, *tuned]
    labels = labels_of(groups)
    return Diff(
        settings=settings_table(groups, labels, catalogue, everything=everything),
        metrics=_metrics_table(groups, labels, margin, also, everything=everything),
        notes=doubts(groups, labels),
    )


def settings_table(
    groups: Sequence[Group], labels: Sequence[str], catalogue: Iterable[SettingLike], *, everything: bool = False
) -> Table:
    """Return a row for each setting that is not the same in all groups, or for `everything`."""
    found = compare_settings([group.config for group in groups], catalogue, everything=everything)
    return Table(
        title="Settings" if everything else "Settings that differ",
        columns=(Column("setting"), *map(Column, labels)),
        rows=tuple(map(_setting_row, found)),
        notes=() if found else ("No setting differs.",),
        name="settings",
    )


def _setting_row(setting: Difference) -> Row:
    values = (Cell(_shown(setting, value), _plain(value), _mark(setting, value)) for value in setting.values)
    cells = (Cell(setting.label, setting.path), *values)
    return Row(cells, key=setting.path, group=setting.group, unit=setting.unit, help=setting.help)


def _shown(setting: Difference, value: Any) -> str:
    if isinstance(value, Absent):
        return str(value)
    return "on" if setting.is_method and value is True else shown_setting(value)


def _plain(value: Any) -> Any:
    """Return what a script reads: false for a method that is off, as in an experiment file."""
    if isinstance(value, Absent):
        return False if value is Absent.OFF else None
    return value


def _mark(setting: Difference, value: Any) -> Mark:
    if not setting.differs:
        return "dim"
    return "differs" if are_different(value, setting.values[0]) else ""


def _metrics_table(
    groups: Sequence[Group], labels: Sequence[str], margin: float, also: Sequence[str], *, everything: bool
) -> Table:
    metrics = in_order(name for group in groups for name in group.metrics())
    lines = {
        metric: compare_figure(metric, groups[0], groups[1:], margin)
        for metric in metrics
        if everything or not metric.minor
    }
    return Table(
        title="Metrics",
        columns=(Column("metric", whole=True), *figure_columns(labels)),
        rows=tuple(_metric_row(metric, groups, found) for metric, found in lines.items()),
        notes=(*basis(groups, labels, lines, margin), *also) if lines else ("Nothing has been measured yet.",),
        name="metrics",
    ).without_empty()


def _metric_row(metric: Metric, groups: Sequence[Group], found: Sequence[Compared]) -> Row:
    values = [group.values(metric.key) for group in groups]
    scale = scale_of(metric, values, [one.delta for one in found])
    cells = (Cell(metric.shown_label, metric.key), *figure_cells(values, found, scale))
    return Row(cells, key=metric.key, group=metric.part, unit=metric.quantity.unit)
