"""What is measured of a classifier: from logits and labels on the device to numbers, with one wait for all of them."""

from functools import cache

import torch
from torch import Tensor

from trainer.metrics.base import Metric, known
from trainer.settings.problems import SettingError


def figures(logits: Tensor, labels: Tensor) -> dict[str, float]:
    """Return the figure of every metric, of logits (N×classes) against labels (N,)."""
    logits = logits.float()
    values = {name: _value(metric, logits, labels) for name, metric in _metrics().items()}
    return dict(zip(values, torch.stack(list(values.values())).tolist(), strict=True))


def _value(metric: Metric, logits: Tensor, labels: Tensor) -> Tensor:
    value = metric.value(logits, labels)
    if not isinstance(value, Tensor) or value.ndim:
        form = f"a tensor of shape {tuple(value.shape)}" if isinstance(value, Tensor) else f"a {type(value).__name__}"
        raise SettingError(f"metric {metric.component_name!r}: value() is to return a tensor of one number, not {form}")
    return value.double()


@cache
def _metrics() -> dict[str, Metric]:
    """Return every metric by name. When something is measured, all plug-ins of the process are there."""
    return {metric.component_name: metric() for metric in known()}
