"""Figures, durations and sparklines as the screens write them."""

from math import isfinite
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

PointT = TypeVar("PointT")
BARS = "▁▂▃▄▅▆▇█"
NOTHING = "\N{EN DASH}"
WIDEST = 7
"""Cells that a figure takes, beside its sign, where fewer digits make it so short."""


def figure(value: float | None, digits: int = 4) -> str:
    """Return a figure in at most about 7 cells: shares with `digits` decimals, the rest with significant digits."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isfinite(value):
        return str(value)
    if value == int(value) and 1 < abs(value) < 1e6:
        return str(int(value))
    if 1e-3 <= abs(value) < 10 or value == 0:
        return f"{value:.{digits}f}"
    texts = [f"{value:.{figures}g}" for figures in range(max(digits, 2), 0, -1)]
    return next((text for text in texts if len(text.removeprefix("-")) <= WIDEST), texts[-1])


def delta(value: float | None, digits: int = 4) -> str:
    """Return a signed difference with a real minus sign."""
    if value is None:
        return ""
    return f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def mean(values: "Sequence[float]") -> float | None:
    """Return the mean, or None of nothing."""
    return sum(values) / len(values) if values else None


def spread(values: "Sequence[float]") -> float | None:
    """Return the sample standard deviation, or None for fewer than two values."""
    if len(values) < 2:
        return None
    middle = sum(values) / len(values)
    return float((sum((value - middle) ** 2 for value in values) / (len(values) - 1)) ** 0.5)


def duration(seconds: float | None) -> str:
    """Return a length of time in at most 7 cells: `42s`, `3m 20s`, `2h 05m`, `3d 04h`."""
    if seconds is None or not isfinite(seconds):
        return NOTHING
    whole = max(0, round(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if whole < 60:
        return f"{whole}s"
    if hours < 1:
        return f"{minutes}m {whole % 60:02}s"
    if days < 1:
        return f"{hours}h {minutes % 60:02}m"
    return f"{days}d {hours % 24:02}h"


def spark(points: "Sequence[float]", width: int = 12) -> str:
    """Draw the newest points as bars; a flat curve lies in the middle, a point that is no number leaves a gap."""
    shown = thin(points, width)
    known = [point for point in shown if isfinite(point)]
    if not known:
        return ""
    low, high = min(known), max(known)
    scale = (len(BARS) - 1) / (high - low) if high > low else 0.0
    middle = len(BARS) // 2 - 1
    return "".join(
        " " if not isfinite(point) else BARS[round((point - low) * scale) if scale else middle] for point in shown
    )


def thin(points: "Sequence[PointT]", count: int) -> "Sequence[PointT]":
    """Return at most `count` points, evenly picked, always with the last one."""
    if len(points) <= count or count < 2:
        return points[-max(count, 1) :]
    step = (len(points) - 1) / (count - 1)
    return [points[round(index * step)] for index in range(count)]


def progress(done: int, planned: int, width: int = WIDEST) -> str:
    """Return how many there are of all; the share where that is too long, as a figure cut short is a wrong one."""
    if not planned:
        return ""
    text = f"{done}/{planned}"
    return text if len(text) <= width else f"{100 * done // planned} %"


def plural(count: int, word: str) -> str:
    """Return `1 run`, `3 runs`."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
