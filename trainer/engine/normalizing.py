"""Where mean and deviation of the inputs come from, and how they are applied."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from trainer.data.examples import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainer.data.preprocessing import Preprocessing
    from trainer.engine.examples import ExampleSet
    from trainer.plan.config import Config

Moments = tuple[tuple[float, ...], tuple[float, ...]]
SAMPLE = 4_096
"""Examples, spread evenly over the training set, that mean and deviation are taken from where it is not in memory."""


class Normalize:
    """Takes the mean from inputs and divides by the deviation; grey pictures come out with the network's channels."""

    def __init__(self, moments: Moments, device: torch.device) -> None:
        mean, deviation = (torch.tensor(values, device=device).view(1, -1, 1, 1) for values in moments)
        self.mean, self.factor = mean, 1 / deviation
        self.shift = -mean / deviation

    def __call__(self, inputs: Tensor) -> Tensor:
        """Return normalized inputs (N, C, H, W) of inputs in 0…1 with as many channels, or one."""
        return torch.addcmul(self.shift, inputs, self.factor)


def unchanged(inputs: Tensor) -> Tensor:
    """Return inputs as they are: feature rows are standardized when they are read."""
    return inputs


def choose_moments(config: "Config", start: "Preprocessing | None", width: int) -> Moments | None:
    """Return mean and deviation for `width` channels or columns, or None where the training set is to give them."""
    wanted, known = config.data.normalization, None
    if wanted == "none":
        return (0.0,) * width, (1.0,) * width
    if config.network.start == "pretrained":
        known = config.network.mean_and_deviation()
    elif start is not None:
        known = start.mean, start.deviation
    if known is not None and len(known[0]) != width:
        known = None
    if wanted == "weights" and known is None:
        needs = "needs a start whose normalization is known and fits the data"
        raise DataError(f'data.normalization: "weights" {needs}; use "training" or "auto"')
    return None if wanted == "training" else known


def picture_moments(examples: "ExampleSet", channels: int) -> Moments:
    """Return mean and deviation of a training set's pixels, for each channel; grey counts for all channels."""
    places = torch.linspace(0, len(examples) - 1, min(len(examples), SAMPLE)).long()
    sums = [_sums(inputs) for inputs, _ in examples.batches(places, 256)]
    count = sum(number for number, _, _ in sums)
    mean = sum(first for _, first, _ in sums) / count
    deviation = (sum(second for _, _, second in sums) / count - mean**2).clamp(min=0).sqrt()  # type: ignore[union-attr]  # a tensor
    return _repeated(mean, channels), tuple(value or 1.0 for value in _repeated(deviation, channels))  # type: ignore[arg-type]  # likewise


def column_moments(rows: Tensor) -> Moments:
    """Return mean and deviation of feature columns (N, F); a column that never changes gets the deviation 1."""
    deviation = rows.double().std(0, correction=0)
    return tuple(rows.double().mean(0).tolist()), tuple(torch.where(deviation > 0, deviation, 1.0).tolist())


def _sums(inputs: Tensor) -> tuple[int, Tensor, Tensor]:
    pixels = inputs.double()
    return pixels.numel() // pixels.shape[1], pixels.sum((0, 2, 3)), pixels.square().sum((0, 2, 3))


def _repeated(values: "Iterable[Tensor]", channels: int) -> tuple[float, ...]:
    floats = tuple(float(value) for value in values)
    return floats * channels if len(floats) == 1 else floats
