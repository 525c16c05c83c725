"""A search as an errand: of one pair of variants there is one at a time in a store, whatever its method."""

from pathlib import Path

from trainer.diagnose.asked import Asked
from trainer.launch.errands import Errand


def errand_of(root: Path, asked: Asked) -> Errand:
    """Return the errand of searching what made one variant worse than the other."""
    return Errand(root, (f"{asked.experiment}/{asked.tuned}", "against", asked.baseline))
