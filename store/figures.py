"""Names of figures, and which way is better."""

from math import isfinite
from typing import Any

LESS_IS_BETTER = ("loss", "error", "seconds", "memory")


def better(metric: str) -> str:
    """Return `min` for losses, errors, times and memory, else `max`."""
    name = metric.rpartition(".")[2]
    return "min" if name.endswith(LESS_IS_BETTER) or name.startswith("latency") else "max"


def numbers(values: Any) -> dict[str, float]:
    """Return what is a finite number in a mapping from a file; null stands for one that was not finite."""
    if not isinstance(values, dict):
        return {}
    return {name: value for name, value in values.items() if isinstance(value, (int, float)) and isfinite(value)}
