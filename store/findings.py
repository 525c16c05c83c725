"""What is found to be wrong with a store, and how it is put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `mend` puts it right without losing anything; None where a person has to."""

    text: str
    mend: Callable[[], object] | None = None


def first(names: Sequence[object]) -> str:
    """Return the first of some names, and whether there are more."""
    return ", ".join(map(str, names[:MOST_SHOWN])) + (" …" if len(names) > MOST_SHOWN else "")
