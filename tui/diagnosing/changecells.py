"""Cells of what is told of changes: their values before and after, differences, shares of a decline."""

from typing import TYPE_CHECKING

from store.compare.numbers import MINUS, decimals_to_see, shown_setting, signed
from store.compare.table import Cell, Column

if TYPE_CHECKING:
    from store.compare.statistics.deltas import Delta
    from trainer.diagnose.bench import Bench
    from trainer.diagnose.changes import Change


def change_columns(bench: "Bench") -> tuple[Column, ...]:
    """Return the columns of a change and its values."""
    return Column("change", whole=True), Column("baseline", title=bench.baseline), Column("tuned", title=bench.tuned)


def change_cells(change: "Change") -> tuple[Cell, ...]:
    """Return what is changed, and how."""
    return Cell(change.name, change.place), value_cell(change.before), value_cell(change.after)


def value_cell(value: object) -> Cell:
    """Return a setting's value, or all values of a method."""
    if isinstance(value, dict):
        return Cell(", ".join(f"{name} {shown_setting(one)}" for name, one in value.items()) or "on", value)
    return Cell(shown_setting(value), value)


def share_cell(share: float | None) -> Cell:
    """Return a share of the decline."""
    return Cell("–", None, "dim") if share is None else Cell(told_share(share), share)


def told_share(share: float | None) -> str:
    """Return a share of the decline in percent, or nothing."""
    return "" if share is None else f"{share:z.0%}".replace("-", MINUS)


def delta_cell(delta: "Delta") -> Cell:
    """Return a difference ± half of its interval."""
    values = {"mean": delta.mean, "half": delta.half, "n": delta.n}
    return Cell(told_delta(delta), values)


def told_delta(delta: "Delta") -> str:
    """Return a difference ± half of its interval, in words."""
    decimals = max(decimals_to_see([delta.half or delta.mean]) + 1, 3)
    interval = "" if delta.half is None else f" ± {delta.half:.{decimals}f}"
    return f"{signed(delta.mean, decimals)}{interval}"
