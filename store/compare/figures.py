"""Cells of figures: mean ± spread over seeds, and differences with what chance explains of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.compare.groups import Group
from store.compare.metrics import Metric
from store.compare.numbers import decimals_for, decimals_to_see, figure, shown_p, signed
from store.compare.pairs import paired_seeds
from store.compare.statistics import Delta, Summary, summarize
from store.compare.table import Cell

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


def difference_cell(delta: Delta | None, scale: Scale, direction: int) -> Cell:
    """Return a difference ± its interval, with a word where it is clearly good or bad (`direction` 0: never)."""
    if delta is None:
        return NOTHING
    verdict = delta.verdict(direction)
    interval = "" if delta.half is None else f" ± {scale.shown(delta.half)}"
    text = f"{verdict} {scale.signed(delta.mean)}{interval}".strip()
    return Cell(text, _plain(delta), verdict or ("" if delta.clear else "dim"))


def p_cell(delta: Delta | None) -> Cell:
    """Return the p value of a difference, or nothing."""
    return NOTHING if delta is None or delta.p is None else Cell(shown_p(delta.p), delta.p)


def _plain(found: Summary | Delta) -> dict[str, Any]:
    """Return the numbers behind a cell; what is not known is None."""
    if isinstance(found, Summary):
        return {"mean": found.mean, "spread": found.spread, "n": found.n}
    return {"mean": found.mean, "half": found.half, "n": found.n, "method": found.method}


def how_measured(
    groups: Sequence[Group], labels: Sequence[str], baselines: Sequence[Group] | None = None
) -> tuple[str, ...]:
    """Say what the numbers are, and over how many seeds; the others' `baselines` are the first group, unless given."""
    if all(len(group.counted) == 1 for group in groups):
        return ("One seed each: there is no spread, and whether a difference is more than chance cannot be told.",)
    figures = "Figures: mean ± sample standard deviation over seeds."
    compared = zip(labels[1:], groups[1:], baselines or [groups[0]] * (len(groups) - 1), strict=True)
    ways = {label: _way(baseline, group) for label, group, baseline in compared}
    if not any(ways.values()):
        return (figures, "Differences have no interval: a single seed does not give one.") if ways else (figures,)
    same = len(set(ways.values())) == 1
    told = [way if same else f"{label} {way or 'without interval'}" for label, way in ways.items()]
    return (
        figures,
        f"Differences: ± half of their 95 % interval (Student's t), {', '.join(dict.fromkeys(told))}.",
        "Better and worse stand where that interval excludes 0.",
    )


def _way(baseline: Group, other: Group) -> str:
    """Return how two groups are compared, or nothing where there are too few seeds for an interval."""
    paired = len(paired_seeds(baseline.seeds, other.seeds))
    if paired > 1:
        return f"paired over {paired} seeds"
    if min(len(baseline.seeds), len(other.seeds)) > 1:
        return f"unpaired over {len(baseline.seeds)} and {len(other.seeds)} seeds (Welch)"
    return ""
