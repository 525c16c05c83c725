"""Cells of figures: mean ± spread over seeds, and differences with what chance explains of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.compare.compared import Compared
from store.compare.metrics import Metric
from store.compare.numbers import decimals_for, decimals_to_see, figure, shown_p, signed
from store.compare.statistics.deltas import Delta, Values
from store.compare.statistics.summary import Summary, summarize
from store.compare.statistics.verdicts import Verdict
from store.compare.table import Cell, Column, Mark

NOTHING = Cell("–", None, "dim")


@dataclass(frozen=True, slots=True)
class Scale:
    """How the figures of one row are written: multiplied by `factor`, with so many decimals."""

    factor: float
    decimals: int

    def shown(self, value: float) -> str:
        """Return a figure."""
        return figure(value * self.factor, self.decimals)

    def signed(self, value: float) -> str:
        """Return a difference."""
        return signed(value * self.factor, self.decimals)


def scale_of(metric: Metric, values: Sequence[Mapping[int, float]], deltas: Sequence[Delta | None] = ()) -> Scale:
    """Return the scale of a row: so many decimals as suit its quantity, more where a clear difference is finer."""
    factor = metric.quantity.factor
    figures = [value * factor for group in values for value in group.values()]
    if all(value == round(value) for value in figures) and not metric.quantity.decimals:
        spread = any(len(set(group.values())) > 1 for group in values)
        return Scale(factor, 1 if spread else 0)
    fine = decimals_to_see(delta.mean * factor for delta in deltas if delta and delta.clear)
    return Scale(factor, max(metric.quantity.decimals or decimals_for(figures), fine))


def figure_cell(values: Mapping[int, float], scale: Scale) -> Cell:
    """Return mean ± spread, as far as there is one."""
    found = summarize(values.values())
    if found is None:
        return NOTHING
    spread = "" if found.spread is None else f" ± {scale.shown(found.spread)}"
    return Cell(f"{scale.shown(found.mean)}{spread}", _plain(found))


def figure_columns(labels: Sequence[str]) -> list[Column]:
    """Return the columns of rows that `figure_cells` makes; the first label is the baseline's."""
    columns = [Column(labels[0], "right")]
    for label in labels[1:]:
        columns += [
            Column(label, "right"),
            difference_column(label, labels),
            Column(f"{label}.verdict", title="verdict"),
            Column(f"{label}.p", "right", title="p", drop=1),
        ]
    return columns


def difference_column(label: str, labels: Sequence[str]) -> Column:
    """Return the column that says how far a group lies from the baseline, the first of the labels."""
    return Column(f"{label}.difference", "right", title="difference" if len(labels) == 2 else f"Δ {label}")


def figure_cells(values: Sequence[Values], found: Sequence[Compared], scale: Scale) -> list[Cell]:
    """Return a figure of the baseline, then of each other group, and how far that lies from the baseline's."""
    cells = [figure_cell(values[0], scale)]
    for others, one in zip(values[1:], found, strict=True):
        cells += [figure_cell(others, scale), *compared_cells(one, scale)]
    return cells


def compared_cells(compared: Compared, scale: Scale) -> list[Cell]:
    """Return the difference ± its interval, the verdict in words, and p; what is not known is a dash."""
    delta, verdict = compared.delta, compared.verdict
    if delta is None:
        return [NOTHING] * 3
    mark = _MARKS.get(verdict, "dim") if verdict else "" if delta.clear else "dim"
    interval = "" if delta.half is None else f" ± {scale.shown(delta.half)}"
    return [
        Cell(f"{scale.signed(delta.mean)}{interval}", _plain(delta), mark),
        NOTHING if verdict is None else Cell(_told(verdict, delta.n, compared.seeds), _values(compared), mark),
        NOTHING if delta.p is None else Cell(shown_p(delta.p), delta.p),
    ]


_MARKS: dict[Verdict, Mark] = {Verdict.WORSE: "worse", Verdict.BETTER: "better"}


def _told(verdict: Verdict, n: int, seeds: int | None) -> str:
    if n == 1:
        return f"{verdict} from one seed"
    return f"{verdict}; {seeds} seeds would" if seeds else str(verdict)


def _values(compared: Compared) -> dict[str, Any]:
    return {"verdict": compared.verdict and str(compared.verdict), "seeds": compared.seeds}


def _plain(found: Summary | Delta) -> dict[str, Any]:
    """Return the numbers behind a cell; what is not known is None."""
    if isinstance(found, Summary):
        return {"mean": found.mean, "spread": found.spread, "n": found.n}
    return {"mean": found.mean, "half": found.half, "n": found.n, "method": found.method}
