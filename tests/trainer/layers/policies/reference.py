"""Torchvision's operations, picture by picture."""

import torch
from torchvision.transforms import InterpolationMode, autoaugment

from trainer.layers.policies.geometry import Sampling
from trainer.layers.policies.operations import OPERATIONS, Steps


def their_name(name: str) -> str:
    """Return what torchvision calls an operation: ShearX for shear_x."""
    return "Color" if name == "colour" else "".join(part.capitalize() for part in name.split("_"))


def apply_one(picture: torch.Tensor, operation: int, magnitude: float, sampling: Sampling = "nearest") -> torch.Tensor:
    """Return what torchvision makes of one uint8 picture (C, H, W)."""
    name = their_name(OPERATIONS[operation])
    return autoaugment._apply_op(picture, name, magnitude, InterpolationMode(sampling), None)


def take_steps(pictures: torch.Tensor, steps: Steps, sampling: Sampling = "nearest") -> torch.Tensor:
    """Return what torchvision makes of uint8 pictures (N, C, H, W), each by its own steps."""
    done = []
    for picture, operations, magnitudes in zip(pictures, *map(torch.Tensor.tolist, steps), strict=True):
        for operation, magnitude in zip(operations, magnitudes, strict=True):
            picture = apply_one(picture, operation, magnitude, sampling)  # noqa: PLW2901 - one step after the other
        done.append(picture)
    return torch.stack(done)


def levels(count: int, channels: int = 3, height: int = 11, width: int = 14) -> torch.Tensor:
    """Return uint8 pictures, always the same: bright and dark ones, some with few levels, some with only one."""
    generator = torch.Generator().manual_seed(0)
    light = torch.rand(count, 1, 1, 1, generator=generator)
    pictures = (torch.rand(count, channels, height, width, generator=generator) * light * 256).to(torch.uint8)
    pictures[::3] = pictures[::3] // 16 * 9
    pictures[::7] = 77
    return pictures
