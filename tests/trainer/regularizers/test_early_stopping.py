from typing import Any

import pytest

from tests.trainer.regularizers.scene import context
from trainer.regularizers.context import Context
from trainer.regularizers.early_stopping import EarlyStopping


def epochs(metric: str, values: list[float], **settings: Any) -> Context:
    """Let epochs pass until the method stops."""
    method, ctx = EarlyStopping(metric=metric, **settings), context()
    for ctx.epoch, value in enumerate(values, 1):
        ctx.metrics = {metric: value}
        method.after_epoch(ctx)
        if ctx.stop_reason:
            break
    return ctx


@pytest.mark.parametrize(
    ("metric", "values", "last"),
    [
        ("val.accuracy", [0.5, 0.6, 0.6, 0.55, 0.9], 4),
        ("val.loss", [0.9, 0.8, 0.8, 0.85, 0.1], 4),
        ("val.macro_f1", [0.5, 0.4, 0.6, 0.5, 0.7], 5),
        ("val.calibration_error", [0.1, 0.2, 0.05, 0.2, 0.2], 5),
    ],
)
def test_it_ends_after_so_many_epochs_without_improvement(metric: str, values: list[float], last: int) -> None:
    ctx = epochs(metric, values, patience=2)
    assert ctx.epoch == last
    assert bool(ctx.stop_reason) == (last < 5 or values[-1] == values[-2])


def test_the_reason_and_the_epoch_are_told() -> None:
    ctx = epochs("val.loss", [1.0, 1.0], patience=1)
    assert ctx.stop_reason == "val.loss has not improved for 1 epochs (early_stopping)"
    assert ctx.effects == {"early_stopping.stopped_after": 2}


def test_an_improvement_below_the_smallest_that_counts_is_none() -> None:
    assert epochs("val.accuracy", [0.5, 0.52, 0.54], patience=2, min_delta=0.05).epoch == 3
    assert epochs("val.accuracy", [0.5, 0.52, 0.54], patience=2, min_delta=0.05).stop_reason
    assert not epochs("val.accuracy", [0.5, 0.52, 0.56], patience=2, min_delta=0.05).stop_reason


def test_a_figure_that_is_no_number_is_no_improvement() -> None:
    assert epochs("val.loss", [1.0, float("nan")], patience=1).stop_reason
