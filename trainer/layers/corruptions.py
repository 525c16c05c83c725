"""Pictures made worse in ways that a network may meet in use, at five strengths (after Hendrycks & Dietterich 2019)."""

from collections.abc import Callable

import torch
from torch import Tensor

from trainer.layers.images import add_noise
from trainer.layers.smoothing import blur_alike
from trainer.layers.warps import displace, elastic_field

STRENGTHS = (1, 2, 3, 4, 5)
NOISE = (0.08, 0.12, 0.18, 0.26, 0.38)
"""Standard deviations of pixels in 0…1, those of ImageNet-C."""
BLUR = (0.4, 0.6, 0.7, 0.8, 1.0)
"""Standard deviations of the Gaussian in pixels, those of CIFAR-10-C; beyond 32 pixels they grow with the side."""
BLUR_SIDE = 32
CONTRAST = (0.4, 0.3, 0.2, 0.1, 0.05)
"""Shares of the contrast that are left, those of ImageNet-C."""
ELASTIC = (0.01, 0.02, 0.03, 0.04, 0.05)
"""Root mean square displacements of pixels, as shares of the side; neighbours move alike over a twentieth of it."""

Corruption = Callable[[Tensor, int, torch.Generator], Tensor]


def noisy(images: Tensor, strength: int, generator: torch.Generator) -> Tensor:
    """Add noise to every pixel; pictures (N, C, H, W) in 0…1 stay in 0…1."""
    return add_noise(images, NOISE[strength - 1], generator).clamp(0, 1)


def blurred(images: Tensor, strength: int, generator: torch.Generator) -> Tensor:  # noqa: ARG001 - as all corruptions
    """Smooth pictures by a Gaussian."""
    return blur_alike(images, BLUR[strength - 1] * max(min(images.shape[-2:]) / BLUR_SIDE, 1.0))


def faded(images: Tensor, strength: int, generator: torch.Generator) -> Tensor:  # noqa: ARG001 - as all corruptions
    """Draw pixels towards the mean of their picture and channel."""
    mean = images.mean((-2, -1), keepdim=True)
    return torch.lerp(mean, images, CONTRAST[strength - 1])


def bent(images: Tensor, strength: int, generator: torch.Generator) -> Tensor:
    """Displace pixels by a smooth random field, another one for each picture."""
    side = min(images.shape[-2:])
    field = elastic_field(images, 1.0, side / 20, generator)
    size = field.square().mean((1, 2, 3), keepdim=True).sqrt()
    return displace(images, field / size * (ELASTIC[strength - 1] * side), "repeat")


CORRUPTIONS: dict[str, Corruption] = {"noise": noisy, "blur": blurred, "contrast": faded, "elastic": bent}


def attacked(images: Tensor, size: float, loss: Callable[[Tensor], Tensor]) -> Tensor:
    """Move every pixel by `size` in the direction that raises the loss (one step of FGSM, Goodfellow et al. 2015)."""
    with torch.enable_grad():
        images = images.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(loss(images), images)
    return (images + size * gradient.sign()).clamp(0, 1).detach()
