import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.context import Context
from trainer.regularizers.ema import EMA


def walk(model: nn.Module, step: int) -> None:
    """Move the weights, and the batch norm's statistics."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.sin(torch.arange(parameter.numel()) + step).view_as(parameter) / 10)
    model(pictures() * step)


def averaged(method: EMA, steps: int = 6) -> Context:
    ctx = context(network())
    method.before_training(ctx)
    for step in range(1, steps + 1):
        walk(ctx.model, step)
        method.after_step(ctx)
    return ctx


def test_it_is_torchs_running_average() -> None:
    method = EMA(decay=0.8, warm_up=False)
    ctx = averaged(method)
    model = network()
    reference = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.8), use_buffers=True)
    reference.update_parameters(model)
    for step in range(1, 7):
        walk(model, step)
        reference.update_parameters(model)
    ours = method.evaluated_model(ctx.model, ctx)
    for name, value in reference.module.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(ours.state_dict()[name], value)


def test_warming_up_forgets_the_start_soon() -> None:
    method, model = EMA(decay=0.9, warm_up=True), nn.Linear(1, 1, bias=False)
    ctx = context(model)
    model.weight.data.fill_(0.0)
    method.before_training(ctx)
    model.weight.data.fill_(1.0)
    method.after_step(ctx)  # decay 1/10: 0.9
    assert method.evaluated_model(model, ctx).weight.item() == pytest.approx(0.9)
    method.after_step(ctx)  # decay 2/11: 0.9 + (1 - 0.9) * 9/11
    assert method.evaluated_model(model, ctx).weight.item() == pytest.approx(0.9 + 0.1 * 9 / 11)


def test_warming_up_ends_at_the_decay() -> None:
    method, model = EMA(decay=0.15), nn.Linear(1, 1, bias=False)
    ctx = context(model)
    model.weight.data.fill_(0.0)
    method.before_training(ctx)
    ctx.memory(method)["steps"] = 1000
    model.weight.data.fill_(1.0)
    method.after_step(ctx)
    assert ctx.memory(method)["average"]["weight"].item() == pytest.approx(0.85)


def test_statistics_are_averaged_or_taken_as_they_are() -> None:
    kept = averaged(method := EMA(average_statistics=False))
    assert torch.equal(method.evaluated_model(kept.model, kept)[1].running_mean, kept.model[1].running_mean)
    mean = averaged(method := EMA(average_statistics=True))
    assert not torch.equal(method.evaluated_model(mean.model, mean)[1].running_mean, mean.model[1].running_mean)


def test_the_trained_model_is_not_touched() -> None:
    ctx = averaged(method := EMA())
    before = {name: value.clone() for name, value in ctx.model.state_dict().items()}
    evaluated = method.evaluated_model(ctx.model, ctx)
    assert evaluated is not ctx.model
    assert all(torch.equal(value, before[name]) for name, value in ctx.model.state_dict().items())


def test_before_training_the_model_is_its_own_average() -> None:
    model = network()
    assert EMA().evaluated_model(model, context(model)) is model
