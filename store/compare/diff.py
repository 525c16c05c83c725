"""The diff: in which settings tuned groups differ from the baseline, and what the figures say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from store.compare.catalogue import SettingLike
from store.compare.differences import Absent, Difference, are_different, compare_settings
from store.compare.doubts import doubts
from store.compare.figures import difference_cell, figure_cell, how_measured, p_cell, scale_of
from store.compare.groups import Group, labels_of, share_test_set
from store.compare.metrics import MEASURED, Metric, in_order
from store.compare.numbers import shown_setting
from store.compare.statistics import Delta, difference
from store.compare.table import Cell, Column, Mark, Row, Table


@dataclass(frozen=True, slots=True)
class Diff:
    """Settings and metrics of a baseline and of tuned groups; `notes` say what makes the comparison doubtful."""

    settings: Table
    metrics: Table
    notes: tuple[str, ...] = ()


def diff(
    baseline: Group, tuned: Sequence[Group], catalogue: Iterable[SettingLike] = (), *, everything: bool = False
) -> Diff:
    """Compare groups with a baseline. Equal settings and lesser figures are left out, unless `everything` is wanted."""
    groups = [baseline, *tuned]
    labels = labels_of(groups)
    return Diff(
        settings=_settings_table(groups, labels, catalogue, everything=everything),
        metrics=_metrics_table(groups, labels, everything=everything),
        notes=doubts(groups, labels),
    )


def _settings_table(
    groups: Sequence[Group], labels: Sequence[str], catalogue: Iterable[SettingLike], *, everything: bool
) -> Table:
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


def _metrics_table(groups: Sequence[Group], labels: Sequence[str], *, everything: bool) -> Table:
    metrics = in_order(name for group in groups for name in group.metrics())
    shown = [metric for metric in metrics if everything or not metric.minor]
    return Table(
        title="Metrics",
        columns=(Column("metric", whole=True), *_metric_columns(labels)),
        rows=tuple(_metric_row(metric, groups) for metric in shown),
        notes=how_measured(groups, labels) if shown else ("Nothing has been measured yet.",),
        name="metrics",
    ).without_empty()


def _metric_columns(labels: Sequence[str]) -> list[Column]:
    columns = [Column(labels[0], "right")]
    for label in labels[1:]:
        title = "difference" if len(labels) == 2 else f"Δ {label}"
        columns += [
            Column(label, "right"),
            Column(f"{label}.difference", "right", title=title),
            Column(f"{label}.p", "right", title="p", drop=1),
        ]
    return columns


def _delta(metric: Metric, baseline: Group, group: Group) -> Delta | None:
    """Return how far a figure lies from the baseline's; None where both are measured on other examples."""
    if metric.part in MEASURED and not share_test_set(baseline, group):
        return None
    return difference(baseline.values(metric.key), group.values(metric.key))


def _metric_row(metric: Metric, groups: Sequence[Group]) -> Row:
    values = [group.values(metric.key) for group in groups]
    deltas = [_delta(metric, groups[0], group) for group in groups[1:]]
    scale = scale_of(metric, values, deltas)
    cells = [Cell(metric.shown_label, metric.key), figure_cell(values[0], scale)]
    for group, others, delta in zip(groups[1:], values[1:], deltas, strict=True):
        final = group.settled and groups[0].settled
        direction = metric.direction if final else 0
        cells += [figure_cell(others, scale), difference_cell(delta, scale, direction), p_cell(delta)]
    return Row(tuple(cells), key=metric.key, group=metric.part, unit=metric.quantity.unit)
