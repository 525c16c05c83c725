"""A context to call hooks in, without a loop."""

from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy, one_hot

from trainer.regularizers.context import Context

LOGITS = torch.randn(6, 3, generator=torch.Generator().manual_seed(0))
LABELS = torch.tensor([0, 1, 2, 2, 1, 0])
TARGETS = one_hot(LABELS, 3).float()
"""What a network says of six examples of three classes, and what is right."""


def soft(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the plain loss of each example, which methods change."""
    return cross_entropy(logits, targets, reduction="none")


def context(model: nn.Module | None = None, **state: Any) -> Context:
    """Return the context of a run at its first step, on the CPU, with three classes and the plain loss."""
    ctx = Context(**{"seed": 1, "device": torch.device("cpu"), "classes": 3, "epochs": 4, "epoch": 1, **state})
    ctx.mean_loss = cross_entropy
    if model is not None:
        ctx.model = model
    return ctx


def network(seed: int = 0) -> nn.Sequential:
    """Return a small network with a convolution, a batch norm, a hidden linear layer and a head for three classes."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        body = [
            nn.Conv2d(1, 4, 3, padding=1),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(4 * 36, 8),
            nn.ReLU(),
        ]
        return nn.Sequential(*body, nn.Linear(8, 3))


def pictures(count: int = 5, channels: int = 1, height: int = 6, width: int = 6) -> torch.Tensor:
    """Return pictures with values in 0…1, always the same."""
    return torch.rand(count, channels, height, width, generator=torch.Generator().manual_seed(0))


def fill_gradients(model: nn.Module, seed: int = 0) -> None:
    """Give every parameter a gradient drawn from a normal distribution."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)
