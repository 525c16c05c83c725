"""The colours of variants and of their curves: Okabe and Ito's palette (2008), told apart with any colour vision."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.row import Row

ON_DARK = ("#56b4e9", "#e69f00", "#2fbf8f", "#d98cb8", "#e6db4a", "#f07f45")
ON_LIGHT = ("#0072b2", "#a86400", "#00785a", "#a3497e", "#6f6a00", "#b34700")
"""Darker, for contrast with white."""
SERIES = len(ON_LIGHT)
"""How many curves have a colour of their own."""


def colour_numbers(rows: "Iterable[Row]") -> dict[str, int]:
    """Return a number for each variant of an experiment, in the order in which they were first queued.

    A variant keeps its number, and so its colour, whatever is queued later.
    """
    variants = dict.fromkeys(row.variant for row in sorted(rows, key=lambda row: (row.created, row.id)))
    return {variant: number for number, variant in enumerate(variants)}
