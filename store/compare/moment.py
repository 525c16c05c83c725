"""Which weights, or which epoch, the figures of a comparison are of."""

from typing import Any, Literal

from store.errors import StoreError

Moment = Literal["best", "last"] | int | None
"""The best weights, the last ones, those after an epoch (counted from 1), or None: what `training.select` says."""
NAMED: tuple[Literal["best", "last"], ...] = ("best", "last")


def moment_of(text: str) -> Moment:
    """Return what `best`, `last` or the number of an epoch means; nothing means None."""
    if not text:
        return None
    named = next((name for name in NAMED if name == text), None)
    if named is None and not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise StoreError(f"{text!r} is no epoch: it is best, last, or a number from 1 on")
    return named or int(text[:9])


def weights_told(moment: Moment, selected: Any) -> str:
    """Return which weights are measured, as `the best weights` or `epoch 11`; `selected` is what a run selects."""
    return f"epoch {moment}" if isinstance(moment, int) else f"the {moment or selected} weights"
