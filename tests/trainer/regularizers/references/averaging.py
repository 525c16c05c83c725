"""Methods that measure and keep other weights than the trained ones: averages, and adapters that are merged."""

import warnings
from types import SimpleNamespace

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, network, pictures
from tests.trainer.regularizers.test_ema import walk
from trainer.regularizers.ema import EMA
from trainer.regularizers.lora import Lora
from trainer.regularizers.model_soup import ModelSoup
from trainer.regularizers.swa import SWA
from trainer.regularizers.weight_interpolation import WeightInterpolation

BATCHES = [pictures(20), pictures(20) * 2]

Both = tuple[list[Tensor], list[Tensor]]


@reference("ema", by="torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn")
def ema() -> Both:
    method, ctx, model = EMA(decay=0.8, warm_up=False), context(network()), network()
    method.before_training(ctx)
    theirs = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.8), use_buffers=True)
    theirs.update_parameters(model)
    for step in range(1, 7):
        walk(ctx.model, step)
        method.after_step(ctx)
        walk(model, step)
        theirs.update_parameters(model)
    return _floats(method.evaluated_model(ctx.model, ctx)), _floats(theirs.module)


@reference("swa", by="torch.optim.swa_utils.AveragedModel and update_bn")
def swa() -> Both:
    method, model = SWA(begin=0.25), network()
    ctx, theirs = context(network(), steps_per_epoch=1), AveragedModel(model)
    ctx.training_inputs = lambda: iter(BATCHES)
    method.before_training(ctx)
    for ctx.epoch in range(1, 5):
        ctx.step = 0
        walk(ctx.model, ctx.epoch)
        method.after_step(ctx)
        walk(model, ctx.epoch)
        if ctx.epoch > 1:
            theirs.update_parameters(model)
    update_bn(BATCHES, theirs)
    return _floats(method.evaluated_model(ctx.model, ctx)), _floats(theirs.module)


@reference("model_soup", by="torch.optim.swa_utils.AveragedModel and update_bn")
def model_soup() -> Both:
    ctx, theirs = context(network(0)), AveragedModel(network(0))
    ctx.others = SimpleNamespace(weights=lambda name: [network(int(name[-1])).state_dict()])
    ctx.training_inputs = lambda: iter(BATCHES)
    ModelSoup(of=("run:1", "run:2", "run:3")).before_training(ctx)
    for seed in (1, 2, 3):
        theirs.update_parameters(network(seed))
    update_bn(BATCHES, theirs)
    return _floats(ctx.model), _floats(theirs.module)


@reference("weight_interpolation", by="torch.optim.swa_utils.AveragedModel with these weights as avg_fn")
def weight_interpolation() -> Both:
    ctx = context(network(1), start_model=network(0))
    theirs = AveragedModel(network(0), avg_fn=lambda start, value, _: 0.7 * start + 0.3 * value, use_buffers=True)
    theirs.n_averaged += 1
    theirs.update_parameters(network(1))
    return _floats(WeightInterpolation(share=0.3).evaluated_model(ctx.model, ctx)), _floats(theirs.module)


@reference("lora", by="peft.LoraConfig and merge_and_unload")
def lora() -> Both:
    method, ctx = Lora(rank=3, alpha=5), context(network())
    ctx.model = method.build_model(ctx.model, ctx).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import peft

        theirs = peft.get_peft_model(network(), peft.LoraConfig(r=3, lora_alpha=5, target_modules=["0", "4"])).eval()
        for name in ("0", "4"):
            down, up = (ctx.model.get_parameter(f"{name}.lora_{part}").data for part in ("down", "up"))
            up.copy_(torch.linspace(-1, 1, up.numel()).view_as(up))
            layer = theirs.base_model.model.get_submodule(name)
            layer.lora_A["default"].weight.data.copy_(down)
            layer.lora_B["default"].weight.data.copy_(up)
        answers = ctx.model(pictures()), theirs(pictures())
        merged = theirs.merge_and_unload()
    return [answers[0], *_floats(method.evaluated_model(ctx.model, ctx))], [answers[1], *_floats(merged)]


def _floats(model: nn.Module) -> list[Tensor]:
    """Return the parameters and the statistics of a network."""
    return [value for value in model.state_dict().values() if value.is_floating_point()]
