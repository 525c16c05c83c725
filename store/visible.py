"""Untrusted text (names, notes, log lines) made safe to print: nothing in it acts on a terminal, or misleads."""

import re

MOST_MARKS = 4
"""Combining marks that may stand on one letter; a heap of more covers the lines above and below."""
_HEAP = re.compile(
    f"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{MOST_MARKS + 1},}}"
)


def visible(text: str) -> str:
    r"""Return the text with every character that is not printable written as an escape (`\x1b`, `\n`, `\u202e`)."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escaped(char) for char in text)
    return level(text)


def level(text: str) -> str:
    """Return the text with combining marks that are heaped on one letter written as escapes, but for the first few."""
    return text if text.isascii() else _HEAP.sub(_leveled, text)


def _leveled(heap: re.Match[str]) -> str:
    return heap[0][:MOST_MARKS] + "".join(map(_escaped, heap[0][MOST_MARKS:]))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
