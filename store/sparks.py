"""A curve in a few bytes: its range and at most 16 of its values on a scale of 62 steps."""

from collections.abc import Sequence

LONGEST = 16
LEVELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TOP = len(LEVELS) - 1


def encode(values: Sequence[float]) -> str:
    """Return `low:high:levels` for a curve; a long one is thinned evenly, its first and last value always kept."""
    if not values:
        return ""
    kept = _thinned(values)
    low, high = min(kept), max(kept)
    width = high - low or 1.0
    return f"{low:.4g}:{high:.4g}:" + "".join(LEVELS[round((value - low) / width * _TOP)] for value in kept)


def decode(text: str) -> list[float]:
    """Return the values of an encoded curve, to within a sixtieth of its range; none where there is no curve."""
    low_text, _, rest = text.partition(":")
    high_text, _, levels = rest.partition(":")
    if not levels:
        return []
    low, high = float(low_text), float(high_text)
    return [low + (high - low) * LEVELS.index(level) / _TOP for level in levels]


def _thinned(values: Sequence[float]) -> Sequence[float]:
    count = len(values)
    if count <= LONGEST:
        return values
    return [values[round(i * (count - 1) / (LONGEST - 1))] for i in range(LONGEST)]
