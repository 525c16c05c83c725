"""The spaces of the policies: the magnitude of each operation in each of several bins (10 or 31), as in torchvision."""

from functools import lru_cache

import torch
from torch import Tensor

from trainer.layers.policies.geometry import MOVES
from trainer.layers.policies.operations import OPERATIONS

BLENDS = ("brightness", "colour", "contrast", "sharpness")
SIGNED = torch.tensor([name in (*MOVES, *BLENDS) for name in OPERATIONS])
"""Which operations go either way: half of their magnitudes are taken negative."""


def all_but(*left_out: str) -> Tensor:
    """Return the operations to choose from, as places in OPERATIONS."""
    return torch.tensor([place for place, name in enumerate(OPERATIONS) if name not in left_out])


@lru_cache(64)
def usual(height: int, width: int, bins: int) -> Tensor:
    """Return the magnitudes of AutoAugment (10 bins) and RandAugment (31): (operations, bins), float64."""
    reach = 150 / 331
    return _table(bins, shear=0.3, shift=(reach * width, reach * height), turn=30, blend=0.9, bits=(8, 4))


@lru_cache(1)
def wide() -> Tensor:
    """Return the magnitudes of TrivialAugment: (operations, 31), float64."""
    return _table(31, shear=0.99, shift=(32, 32), turn=135, blend=0.99, bits=(8, 2))


@lru_cache(64)
def mixed(height: int, width: int) -> Tensor:
    """Return the magnitudes of AugMix: (operations, 10), float64."""
    return _table(10, shear=0.3, shift=(width / 3, height / 3), turn=30, blend=0.9, bits=(4, 0))


def _table(
    bins: int, shear: float, shift: tuple[float, float], turn: float, blend: float, bits: tuple[int, int]
) -> Tensor:
    """Return evenly spaced magnitudes from none to the largest; 0 where an operation has no magnitude."""
    largest = dict(zip(MOVES, (shear, shear, *shift, turn), strict=True)) | dict.fromkeys(BLENDS, blend)
    rows = {name: torch.linspace(0, last, bins) for name, last in largest.items()}
    rows["posterize"] = torch.linspace(*bits, bins).round()
    rows["solarize"] = torch.linspace(255, 0, bins)
    return torch.stack([rows.get(name, torch.zeros(bins)) for name in OPERATIONS]).double()
