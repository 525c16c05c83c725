"""How far one value of a setting lies from another."""

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from store.compare.numbers import MINUS


@dataclass(frozen=True, slots=True)
class Change:
    """From one number to another: by how much, and how many times as large; None across or from zero."""

    difference: float
    ratio: float | None

    @property
    def told(self) -> str:
        """The ratio as `×10`, or the difference as `+0.1` where there is no ratio, or it is 1 as far as it is shown."""
        ratio = None if self.ratio is None else _short(self.ratio)
        if ratio is not None and float(ratio) not in (0.0, 1.0):
            return f"×{ratio}"
        return f"{'+' if self.difference > 0 else MINUS}{_short(abs(self.difference))}"


def change_of(before: Any, after: Any) -> Change | None:
    """Return how far a number lies from another that it does not equal; None for what are no finite numbers."""
    if not (_is_number(before) and _is_number(after)) or before == after:
        return None
    one, other = Decimal(repr(before)), Decimal(repr(after))
    ratio = float(other / one) if one * other > 0 else None
    return Change(float(other - one), ratio if ratio and isfinite(ratio) else None)


def _is_number(value: Any) -> bool:
    return type(value) is int or (type(value) is float and isfinite(value))


def _short(value: float) -> str:
    """Return a number with three digits."""
    return f"{float(f'{value:.3g}'):g}"
