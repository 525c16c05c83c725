"""When training ends."""

import torch
from torch import Tensor
from torch.optim.lr_scheduler import ReduceLROnPlateau

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context
from trainer.regularizers.early_stopping import EarlyStopping

COURSES = [
    [0.5, 0.6, 0.6, 0.55, 0.6, 0.9, 0.9],
    [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3],
    [0.1, 0.2, 0.3, 0.31, 0.34, 0.36, 0.36],
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
]


@reference("early_stopping", by="the epoch at which torch.optim.lr_scheduler.ReduceLROnPlateau acts first")
def early_stopping() -> tuple[Tensor, Tensor]:
    return torch.tensor([_ours(values) for values in COURSES]), torch.tensor([_theirs(values) for values in COURSES])


def _ours(values: list[float]) -> int:
    """Return the epoch after which training ends, or 0."""
    method, ctx = EarlyStopping(patience=3, min_delta=0.05), context()
    for ctx.epoch, value in enumerate(values, 1):
        ctx.metrics = {"val.accuracy": value}
        method.after_epoch(ctx)
        if ctx.stop_reason:
            return ctx.epoch
    return 0


def _theirs(values: list[float]) -> int:
    """Return the epoch at which the rate is lowered; it is after one more than `patience` epochs."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    schedule = ReduceLROnPlateau(optimizer, "max", patience=2, threshold=0.05, threshold_mode="abs")
    for epoch, value in enumerate(values, 1):
        schedule.step(value)
        if optimizer.param_groups[0]["lr"] < 1:
            return epoch
    return 0
