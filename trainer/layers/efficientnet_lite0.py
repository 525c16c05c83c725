"""EfficientNet-Lite0: EfficientNet-B0 without squeezing and with ReLU6 (Tan & Le 2019; lite: Liu 2020)."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

STAGES = ((1, 1, 3, 1, 16), (2, 6, 3, 2, 24), (2, 6, 5, 2, 40), (3, 6, 3, 2, 80), (3, 6, 5, 1, 112), (4, 6, 5, 2, 192),
          (1, 6, 3, 1, 320))  # fmt: skip
"""Of each stage: blocks, expansion, kernel, stride of the first block, channels."""
STEM, TOP, EPSILON = 32, 1280, 1e-3


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's SAME: as far as it needs, and one pixel more behind than before."""

    def _conv_forward(self, inputs: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """Return maps whose sides are those of the inputs over the stride, rounded up."""
        edges: list[int] = []
        for side, kernel, stride in zip(reversed(inputs.shape[-2:]), self.kernel_size, self.stride, strict=True):
            missing = max((-(-side // stride) - 1) * stride + kernel - side, 0)
            edges += [missing // 2, missing - missing // 2]
        made: Tensor = super()._conv_forward(pad(inputs, edges), weight, bias)
        return made


class Residual(nn.Module):
    """Adds to the inputs what a branch makes of them."""

    def __init__(self, branch: nn.Module) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, inputs: Tensor) -> Tensor:
        """Return inputs + branch(inputs)."""
        made: Tensor = self.branch(inputs)
        return inputs + made


class EfficientNetLite0(nn.Module):
    """Takes pictures (N, 3, H, W) of any size from 32×32 up, gives logits (N, classes)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        widths = [STEM, *(stage[-1] for stage in STAGES)]
        stages = [
            nn.Sequential(*_stage(before, *stage)) for (before, _), stage in zip(pairwise(widths), STAGES, strict=True)
        ]
        self.features = nn.Sequential(_convolution(3, STEM, 3, 2), *stages, _convolution(widths[-1], TOP, 1, 1))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(0.2)
        self.classifier = nn.Linear(TOP, classes)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits (N, classes)."""
        logits: Tensor = self.classifier(self.dropout(self.flatten(self.pool(self.features(inputs)))))
        return logits


def _stage(before: int, blocks: int, expansion: int, kernel: int, stride: int, channels: int) -> list[nn.Module]:
    first = _block(before, expansion, kernel, stride, channels)
    return [first, *(Residual(_block(channels, expansion, kernel, 1, channels)) for _ in range(blocks - 1))]


def _block(before: int, expansion: int, kernel: int, stride: int, channels: int) -> nn.Sequential:
    inner = before * expansion
    widened = [_convolution(before, inner, 1, 1)] if expansion > 1 else []
    deep = _convolution(inner, inner, kernel, stride, groups=inner)
    return nn.Sequential(*widened, deep, *list(_convolution(inner, channels, 1, 1))[:-1])


def _convolution(before: int, channels: int, kernel: int, stride: int, groups: int = 1) -> nn.Sequential:
    """Return a convolution with batch norm and ReLU6."""
    layer = SameConv2d(before, channels, kernel, stride, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(channels, eps=EPSILON), nn.ReLU6())


def named_like(model: nn.Module, tensors: list[Tensor]) -> dict[str, Tensor]:
    """Return tensors that stand in the order of a model's own by its names, without what only counts batches.

    Raises `ValueError` where their number differs.
    """
    names = [name for name in model.state_dict() if not name.endswith("num_batches_tracked")]
    return dict(zip(names, [tensor for tensor in tensors if tensor.dtype is not torch.int64], strict=True))
