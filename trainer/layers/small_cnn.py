"""A small convolutional network."""

import torch
from torch import nn


class SmallCNN(nn.Module):
    """`depth` 3×3 convolutions with batch norm and ReLU, halving the side and doubling the width, then a linear layer.

    Takes (N, channels, H, W) with H and W of at least 4, gives logits (N, classes). The side is not halved below 2,
    so that batch norm has more than one value per channel even for a batch of one.
    """

    def __init__(self, shape: tuple[int, int, int], classes: int, width: int = 32, depth: int = 3) -> None:
        super().__init__()
        channels, side = shape[0], min(shape[1:])
        layers: list[nn.Module] = []
        for stage in range(depth):
            if stage and side >= 4:
                layers.append(nn.MaxPool2d(2))
                side //= 2
            out = width * 2**stage
            layers += [nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
            channels = out
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(channels, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return logits (N, classes) for pictures (N, C, H, W)."""
        logits: torch.Tensor = self.classifier(self.features(inputs).mean(dim=(2, 3)))
        return logits
