"""Pictures that are smaller at first."""

from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate


def shrink(images: Tensor, height: int, width: int) -> Tensor:
    """Resize pictures (N, C, H, W), bilinearly and with antialiasing."""
    return interpolate(images, (height, width), mode="bilinear", align_corners=False, antialias=True)


@torch.no_grad()
def refusal(model: nn.Module, shape: tuple[int, int, int]) -> str:
    """Return why a network cannot be trained on pictures of a shape (C, H, W), in its own words, else nothing.

    A copy is tried on two black pictures in training mode, in which a network may have auxiliary heads.
    """
    twin = deepcopy(model).train()
    black = torch.zeros(2, *shape, device=next(model.parameters()).device)
    try:
        twin(black)
    except (RuntimeError, ValueError, AssertionError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""
