"""How fast a model answers."""

import time
from statistics import median
from typing import TYPE_CHECKING

import torch

from trainer.engine.device import synchronize

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.engine.evaluate import Evaluator

WARM_UP, REPEATS, LONGEST = 3, 50, 0.4
"""Calls before measuring; the most that are measured; seconds after which no further one begins."""


@torch.inference_mode()
def latency(evaluator: "Evaluator", model: "nn.Module", inputs: "Tensor") -> float:
    """Return the median time in milliseconds of a forward pass over a batch, normalization included."""
    model.eval()
    for _ in range(WARM_UP):
        _call(evaluator, model, inputs)
    deadline = time.perf_counter() + LONGEST
    times = [_call(evaluator, model, inputs)]
    while len(times) < REPEATS and time.perf_counter() < deadline:
        times.append(_call(evaluator, model, inputs))
    return median(times) * 1e3


def _call(evaluator: "Evaluator", model: "nn.Module", inputs: "Tensor") -> float:
    synchronize(evaluator.device)
    begun = time.perf_counter()
    evaluator.forward(model, inputs)
    synchronize(evaluator.device)
    return time.perf_counter() - begun
