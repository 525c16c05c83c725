"""Numbers and settings as a person reads them."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

MINUS = "\N{MINUS SIGN}"
MOST_DECIMALS = 6


def shown_setting(value: Any) -> str:
    """Return a setting's value: floats in their shortest form that reads back the same, words as they are."""
    if value is None:
        return "not set"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown_setting, value))}]"
    if value == "" or isinstance(value, (bool, Mapping)):
        return json.dumps(value)
    return value if isinstance(value, str) else repr(value)


def decimals_for(values: Iterable[float], fine: Iterable[float] = ()) -> int:
    """Return how many decimals show three digits of the largest value and the first one of the smallest in `fine`."""
    largest = max((abs(value) for value in values), default=0.0)
    smallest = min((abs(value) for value in fine if value), default=0.0)
    wanted = max(2 - _magnitude(largest), -_magnitude(smallest) if smallest else 0)
    return min(max(wanted, 0), MOST_DECIMALS)


def _magnitude(value: float) -> int:
    """Return the power of ten of the first digit; of zero, that of one."""
    return math.floor(math.log10(value)) if value else 0


def figure(value: float, decimals: int) -> str:
    """Return a figure rounded for reading."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


def signed(value: float, decimals: int) -> str:
    """Return a difference with its sign, and without one where it is exactly zero."""
    return figure(value, decimals) if value == 0 else f"{value:+.{decimals}f}".replace("-", MINUS)
