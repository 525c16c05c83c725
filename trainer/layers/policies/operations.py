"""Doing to each picture of a batch an operation of its own."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from trainer.layers.policies import colours
from trainer.layers.policies.geometry import MOVES, Sampling, move, move_matrices

RECOLOURINGS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "brightness": colours.brightness,
    "colour": colours.colour,
    "contrast": colours.contrast,
    "sharpness": colours.sharpness,
    "posterize": colours.posterize,
    "solarize": colours.solarize,
    "auto_contrast": colours.auto_contrast,
    "equalize": colours.equalize,
    "invert": colours.invert,
}
OPERATIONS = (*MOVES, "identity", *RECOLOURINGS)
"""All operations; in tensors each is its place in here."""
IDENTITY = OPERATIONS.index("identity")


class Steps(NamedTuple):
    """What is done to each of N pictures, one step after the other; both on the CPU.

    So the host knows which pictures share an operation, and need not wait for a GPU to say it.
    """

    operations: Tensor
    """Places in OPERATIONS, (N, steps) int64."""
    magnitudes: Tensor
    """How much of it, (N, steps) float64."""


def augment(inputs: Tensor, steps: Steps, sampling: Sampling = "nearest") -> Tensor:
    """Take all steps on pictures (N, C, H, W) with values in 0…1, of which the nearest of 256 levels count."""
    pictures = (inputs * 255).round_().clamp_(0, 255).to(torch.uint8)
    for operations, magnitudes in zip(steps.operations.T, steps.magnitudes.T, strict=True):
        pictures = apply(pictures, operations, magnitudes, sampling)
    return pictures.to(inputs.dtype).div_(255)


def apply(pictures: Tensor, operations: Tensor, magnitudes: Tensor, sampling: Sampling = "nearest") -> Tensor:
    """Do to each uint8 picture its own operation, by its own magnitude: both (N,), on the CPU.

    Pictures are sorted, so that each operation meets its own once, as one block; all moves are one operation.
    """
    kinds = (operations - (IDENTITY - 1)).clamp(min=0)
    order = kinds.argsort(stable=True)
    counts = kinds.bincount(minlength=2 + len(RECOLOURINGS)).tolist()
    moved, same, *recoloured = torch.split(pictures.index_select(0, _on(order, pictures)), counts)
    amounts = torch.split(magnitudes[order], counts)
    if len(moved):
        matrices = move_matrices(operations[order[: len(moved)]], amounts[0], *pictures.shape[-2:])
        moved = move(moved, _on(matrices.float(), pictures), sampling)
    done = [
        operation(part, by) if len(part) else part
        for operation, part, by in zip(RECOLOURINGS.values(), recoloured, amounts[2:], strict=True)
    ]
    return torch.cat([moved, same, *done]).index_select(0, _on(order.argsort(), pictures))


def _on(values: Tensor, pictures: Tensor) -> Tensor:
    return values.to(pictures.device, non_blocking=True)
