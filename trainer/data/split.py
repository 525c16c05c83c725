"""Cut a share of each class, the same one each time."""

from typing import TYPE_CHECKING

from trainer.settings.chance import derive

if TYPE_CHECKING:
    import numpy as np


def cut(labels: "np.ndarray", share: float, seed: int, use: str) -> "tuple[np.ndarray, np.ndarray]":
    """Return the places (kept, cut) of a stratified cut, each ascending.

    `share` of every class is cut, rounded, but one example of a class that has two or more always goes to each side.
    `use` names the cut (`test`, `validation`), so that equal seeds do not make cuts depend on one another.
    """
    import numpy as np

    # RandomState is the one generator whose stream numpy promises to keep: a split stays the same after an upgrade.
    chance = np.random.RandomState(derive(seed, f"split/{use}") % 2**32)
    away = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        away[chance.permutation(places)[: _count(len(places), share)]] = True
    return np.flatnonzero(~away), np.flatnonzero(away)


def _count(size: int, share: float) -> int:
    return min(max(round(size * share), 1), size - 1)
