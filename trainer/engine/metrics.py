"""What is measured of a classifier: from logits and labels on the device to numbers, with one wait for all of them."""

from functools import cache

import torch
from torch import Tensor

from trainer.metrics.base import Metric, known


def figures(logits: Tensor, labels: Tensor) -> dict[str, float]:
    """Return the figure of every metric, of logits (N×classes) against labels (N,)."""
    logits = logits.float()
    values = {name: metric.value(logits, labels).double() for name, metric in _metrics().items()}
    return dict(zip(values, torch.stack(list(values.values())).tolist(), strict=True))


@cache
def _metrics() -> dict[str, Metric]:
    """Return every metric by name. When something is measured, all plug-ins of the process are there."""
    return {metric.component_name: metric() for metric in known()}
