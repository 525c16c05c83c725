"""The colours of variants and of their curves: Okabe and Ito's palette (2008), told apart with any colour vision."""

from typing import TYPE_CHECKING

from store.row import by_age

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row

ON_DARK = ("#56b4e9", "#e69f00", "#2fbf8f", "#d98cb8", "#e6db4a", "#f07f45")
ON_LIGHT = ("#006aa6", "#945800", "#007457", "#9e477a", "#6d6800", "#ae4500")
"""Darker, for contrast with white, and with the line of a cursor on it."""
SERIES = len(ON_LIGHT)
"""How many curves have a colour of their own."""


def colour_numbers(rows: "Iterable[Row]") -> dict[str, int]:
    """Return a number for each variant of an experiment, in the order in which they were first queued.

    A variant keeps its number, and so its colour, whatever is queued later.
    """
    return numbered(row.variant for row in sorted(rows, key=by_age))


def numbered(variants: "Iterable[str]") -> dict[str, int]:
    """Return a number for each variant, in the order in which they come; one may come many times."""
    return {variant: number for number, variant in enumerate(dict.fromkeys(variants))}


def colours_apart(names: "Sequence[str]", rows: "Iterable[Row]") -> list[int]:
    """Return the colours of groups that are drawn together, by their names (`experiment/variant`).

    Each is that of its variant; of two that would look alike, the later one takes the next that is free.
    """
    experiments: dict[str, list[Row]] = {}
    for row in rows:
        experiments.setdefault(row.experiment, []).append(row)
    numbers = {
        f"{experiment}/{variant}": number
        for experiment, members in experiments.items()
        for variant, number in colour_numbers(members).items()
    }
    taken: list[int] = []
    for place, name in enumerate(names):
        wanted = numbers.get(name.partition("@")[0], place) % SERIES
        free = [colour for colour in range(SERIES) if colour not in taken] or [wanted]
        taken.append(wanted if wanted in free else min(free, key=lambda colour: (colour - wanted) % SERIES))
    return taken
