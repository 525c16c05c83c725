"""A multilayer perceptron."""

from collections.abc import Sequence
from math import prod

import torch
from torch import nn


class MLP(nn.Module):
    """Linear layers of the given widths, each followed by ReLU, and a linear layer to the classes.

    Takes inputs of any shape (N, …), which it flattens; gives logits (N, classes).
    """

    def __init__(self, shape: Sequence[int], classes: int, widths: Sequence[int] = (64, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]
        size = prod(shape)
        for width in widths:
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.hidden = nn.Sequential(*layers)
        self.classifier = nn.Linear(size, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return logits (N, classes)."""
        logits: torch.Tensor = self.classifier(self.hidden(inputs))
        return logits
