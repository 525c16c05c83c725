"""What goes wrong in a store in a way that a person can mend."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class StoreError(Exception):
    """One sentence that says what is wrong, where, and what would be right."""


def sentence(error: Exception) -> str:
    """Return what an error says to a person; of the system's: `runs/queue.lock: read-only file system`."""
    if not isinstance(error, OSError):
        return str(error)
    reason = (error.strerror or str(error)).strip()
    told = f"{reason[:1].lower()}{reason[1:]}"
    return f"{error.filename}: {told}" if error.filename else told


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """Return ` (did you mean 'baseline'?)` for the nearest known word, or nothing."""
    near = get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
