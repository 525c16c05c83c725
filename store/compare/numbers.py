"""Numbers and settings as a person reads them."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

MINUS = "\N{MINUS SIGN}"
MOST_DECIMALS = 6
_READS_AS_VALUE = re.compile(r"|true|false|not set|[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?(inf|nan)", re.IGNORECASE)


def shown_setting(value: Any) -> str:
    """Return a setting's value so that no two unequal ones look alike.

    Floats stand in their shortest form that reads back the same, words as they are, unless they read as something else.
    """
    if value is None:
        return "not set"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown_setting, value))}]"
    if isinstance(value, str):
        return json.dumps(value) if _READS_AS_VALUE.fullmatch(value) else value
    return json.dumps(value) if isinstance(value, (bool, Mapping)) else repr(value)


FAR = 100
"""A value so many times as large as the middle one does not decide how the others are written."""


def decimals_for(values: Iterable[float]) -> int:
    """Return how many decimals show three digits of the largest value; values that run far away count for nothing."""
    sizes = sorted(abs(value) for value in values)
    usual = sizes[len(sizes) // 2] * FAR if sizes else 0.0
    largest = max((size for size in sizes if size <= usual), default=0.0)
    return min(max(2 - _magnitude(largest), 0), MOST_DECIMALS)


def decimals_to_see(values: Iterable[float]) -> int:
    """Return how many decimals show the first digit of the smallest value that is not zero."""
    smallest = min((abs(value) for value in values if value), default=1.0)
    return min(max(-_magnitude(smallest), 0), MOST_DECIMALS)


def _magnitude(value: float) -> int:
    """Return the power of ten of the first digit; of zero, that of one."""
    return math.floor(math.log10(value)) if value else 0


def figure(value: float, decimals: int) -> str:
    """Return a figure rounded for reading; zero has no sign."""
    return f"{value:z.{decimals}f}".replace("-", MINUS)


def signed(value: float, decimals: int) -> str:
    """Return a difference with its sign, and without one where it is zero as far as it is shown."""
    shown = figure(value, decimals)
    return f"+{shown}" if value > 0 and float(shown) else shown


def shown_seeds(seeds: Iterable[int]) -> str:
    """Return seeds as `seed 3` or `seeds 0-4, 7`."""
    known = sorted(set(seeds))
    spans: list[list[int]] = []
    for seed in known:
        if spans and seed == spans[-1][-1] + 1:
            spans[-1].append(seed)
        else:
            spans.append([seed])
    told = ", ".join(str(span[0]) if len(span) == 1 else _span(span) for span in spans)
    return f"seed{'' if len(known) == 1 else 's'} {told}"


def _span(span: list[int]) -> str:
    return f"{span[0]}, {span[1]}" if len(span) == 2 else f"{span[0]} to {span[-1]}"


def shown_p(p: float) -> str:
    """Return a p value with two digits, and one that is too small to matter as a bound."""
    return "<0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
