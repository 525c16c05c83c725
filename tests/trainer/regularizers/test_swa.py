import copy

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, update_bn

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.context import Context
from trainer.regularizers.ema import EMA
from trainer.regularizers.swa import SWA

BATCHES = [pictures(20), pictures(20) * 2]


def walk(model: nn.Module, step: int) -> None:
    """Move the weights, and the batch norm's statistics."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.sin(torch.arange(parameter.numel()) + step).view_as(parameter) / 10)
    model(pictures() * step)


def trained(method: SWA, epochs: int = 4) -> Context:
    """Return the context after some epochs of two steps of a run of four."""
    ctx = context(network(), steps_per_epoch=2)
    ctx.training_inputs = lambda: iter(BATCHES)
    method.before_training(ctx)
    for epoch in range(1, epochs + 1):
        for step in range(2):
            ctx.epoch, ctx.step = epoch, step
            walk(ctx.model, 2 * epoch + step)
            method.after_step(ctx)
        ctx.step = 2
    return ctx


def states(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def test_it_is_torchs_averaged_model_with_updated_norms() -> None:
    method = SWA(begin=0.25)
    ctx = trained(method)
    model = network()
    reference = AveragedModel(model)
    for epoch in range(1, 5):
        for step in range(2):
            walk(model, 2 * epoch + step)
        if epoch > 1:
            reference.update_parameters(model)
    update_bn(BATCHES, reference)
    ours = method.evaluated_model(ctx.model, ctx).state_dict()
    for name, value in reference.module.state_dict().items():
        torch.testing.assert_close(ours[name], value)
    assert ctx.effects == {"swa.first_epoch": 2, "swa.epochs": 3}


@pytest.mark.parametrize(
    ("begin", "epochs", "first"), [(0.0, 4, 1), (0.3, 4, 2), (0.75, 4, 4), (0.29, 100, 30), (0.99, 3, 3)]
)
def test_it_begins_with_the_epoch_after_the_share(begin: float, epochs: int, first: int) -> None:
    ctx = context(network(), epochs=epochs)
    SWA(begin=begin).before_training(ctx)
    assert ctx.effects == {"swa.first_epoch": first}


def test_before_it_begins_the_model_is_measured_as_it_is() -> None:
    method = SWA(begin=0.75)
    ctx = trained(method, epochs=3)
    assert method.evaluated_model(ctx.model, ctx) is ctx.model


def test_statistics_are_renewed_once_an_epoch_and_measuring_twice_gives_the_same_bits() -> None:
    method, passes = SWA(begin=0.5), 0
    ctx = trained(method)

    def inputs() -> list[torch.Tensor]:
        nonlocal passes
        passes += 1
        return BATCHES

    ctx.training_inputs = lambda: iter(inputs())
    first = states(method.evaluated_model(ctx.model, ctx))
    ctx.model.eval()
    second = states(method.evaluated_model(ctx.model, ctx))
    assert passes == 1
    assert all(torch.equal(second[name], value) for name, value in first.items())


def test_a_run_that_goes_on_elsewhere_measures_the_same_bits() -> None:
    method = SWA(begin=0.5)
    ctx = trained(method)
    here = states(method.evaluated_model(ctx.model, ctx))
    other = context(copy.deepcopy(ctx.model), memories=copy.deepcopy(ctx.memories))
    there = states(method.evaluated_model(other.model, other))
    assert all(torch.equal(there[name], value) for name, value in here.items())


def test_frozen_weights_and_norms_keep_their_bits() -> None:
    method = SWA(begin=0.0)
    ctx = context(network(), steps_per_epoch=1)
    ctx.training_inputs = lambda: iter(BATCHES)
    ctx.model[1].eval()
    for ctx.epoch in (1, 2, 3):
        ctx.model[4].weight.data += 0.1
        method.after_step(ctx)
    ours, model = states(method.evaluated_model(ctx.model, ctx)), states(ctx.model)
    assert [name for name in model if not torch.equal(ours[name], model[name])] == ["4.weight"]


def test_the_trained_model_is_not_touched() -> None:
    method = SWA(begin=0.5)
    ctx = trained(method)
    before = states(ctx.model)
    assert method.evaluated_model(ctx.model, ctx) is not ctx.model
    assert all(torch.equal(value, before[name]) for name, value in ctx.model.state_dict().items())
    assert ctx.model[1].momentum == 0.1


def test_averaging_one_epoch_is_a_warning() -> None:
    ctx = context(network())
    SWA(begin=0.9).before_training(ctx)
    assert ctx.warnings == [("regularizers.swa.begin", "averages nothing: it begins with the last epoch")]


def test_it_is_not_together_with_the_other_average() -> None:
    assert SWA.excludes["ema"] == EMA.excludes["swa"]
