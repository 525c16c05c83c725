import copy
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from tests.trainer.regularizers.scene import context, network
from trainer.layers.finding import weighted_layers
from trainer.regularizers.context import Context
from trainer.regularizers.gradual_pruning import GradualPruning

WEIGHTS = 36 + 1152 + 24


def begun(method: GradualPruning, model: nn.Module | None = None) -> Context:
    """Return the context of a run of 4 epochs of 5 steps."""
    ctx = context(model or network(), steps_per_epoch=5)
    method.before_training(ctx)
    return ctx


def zeros(model: nn.Module) -> int:
    return sum(int((layer.weight == 0).sum()) for layer in weighted_layers(model).values())


def walk(method: GradualPruning, ctx: Context, steps: int = 20) -> list[int]:
    """Take steps that move every weight; return the weights at zero after each."""
    counts = []
    for now in range(steps):
        ctx.epoch, ctx.step = now // 5 + 1, now % 5
        with torch.no_grad():
            for parameter in ctx.model.parameters():
                parameter.add_(torch.sin(torch.arange(parameter.numel()) + now).view_as(parameter) / 100)
        method.after_step(ctx)
        counts.append(zeros(ctx.model))
    return counts


def test_the_share_follows_the_cubic_schedule() -> None:
    # steps 4 (20 %) to 16 (80 %), every 4: left = 1, 2/3, 1/3, 0, and share = 0.8 - 0.6 * left^3
    method = GradualPruning(share=0.8, initial_share=0.2, begin=0.2, end=0.8, every=4)
    shares = [0.2, 0.8 - 0.6 * 8 / 27, 0.8 - 0.6 / 27, 0.8]
    expected = [0, 0, 0, *[round(share * WEIGHTS) for share in shares[:3] for _ in range(4)]]
    assert walk(method, begun(method)) == expected + [round(0.8 * WEIGHTS)] * 5


def test_the_end_prunes_even_if_it_falls_between() -> None:
    method = GradualPruning(share=0.5, begin=0.1, end=0.5, every=7)
    counts = walk(method, begun(method))
    assert counts[8] < counts[9] == counts[-1] == WEIGHTS // 2


def test_where_the_end_is_the_beginning_all_goes_at_once() -> None:
    method = GradualPruning(share=0.5, begin=0.5, end=0.5)
    assert walk(method, begun(method)) == [0] * 9 + [WEIGHTS // 2] * 11


@pytest.mark.parametrize("within", ["network", "layer"])
def test_what_goes_is_what_torch_prunes(within: Any) -> None:
    model = network()
    method = GradualPruning(share=0.6, initial_share=0.6, within=within)
    ctx = begun(method, copy.deepcopy(model))
    method.after_step(ctx)
    layers = list(weighted_layers(model).values())
    if within == "network":
        prune.global_unstructured([(layer, "weight") for layer in layers], prune.L1Unstructured, amount=0.6)
    else:
        for layer in layers:
            prune.l1_unstructured(layer, "weight", 0.6)
    for name, reference in zip(weighted_layers(ctx.model), layers, strict=True):
        assert torch.equal(ctx.model.get_submodule(name).weight, reference.weight)
        assert torch.equal(ctx.memory(method)["kept"][f"{name}.weight"], reference.weight_mask == 1)


def test_what_was_pruned_once_never_comes_back() -> None:
    method = GradualPruning(share=0.7, every=3)
    ctx = begun(method)
    gone: dict[str, torch.Tensor] = {}
    for now in range(20):
        ctx.epoch, ctx.step = now // 5 + 1, now % 5
        for parameter in ctx.model.parameters():
            parameter.data += 0.05
        method.after_step(ctx)
        for name, layer in weighted_layers(ctx.model).items():
            assert (layer.weight[gone.get(name, torch.zeros_like(layer.weight, dtype=torch.bool))] == 0).all()
            gone[name] = layer.weight == 0
    assert sum(int(mask.sum()) for mask in gone.values()) == round(0.7 * WEIGHTS)


def test_only_the_named_layers_are_pruned() -> None:
    method = GradualPruning(share=0.5, layers=("4", "nothing.*"))
    ctx = begun(method)
    assert walk(method, ctx)[-1] == 576 == int((ctx.model[4].weight == 0).sum())


def test_what_was_pruned_is_reported() -> None:
    method = GradualPruning(share=0.25)
    ctx = begun(method)
    walk(method, ctx)
    method.after_epoch(ctx)
    assert ctx.effects == {"gradual_pruning.layers": 3, "gradual_pruning.parameters_at_zero": WEIGHTS // 4}
    assert not ctx.warnings


@pytest.mark.parametrize(
    ("settings", "setting", "text"),
    [
        (
            {"layers": ("features.*",)},
            "layers",
            "no linear or convolution layer has a name like features.*; there are 0, 4, 6",
        ),
        ({"share": 1e-6}, "share", "pruned nothing: 1e-06 of the weights is less than one"),
    ],
)
def test_pruning_nothing_is_a_warning(settings: dict[str, Any], setting: str, text: str) -> None:
    method = GradualPruning(**settings)
    ctx = begun(method)
    walk(method, ctx)
    method.after_epoch(ctx)
    assert ctx.warnings == [(f"regularizers.gradual_pruning.{setting}", text)]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"begin": 0.8, "end": 0.5}, r"begin = 0.8 is above end = 0.5; it must be at most as large"),
        (
            {"initial_share": 0.6, "share": 0.5},
            r"initial_share = 0.6 is above share = 0.5; it must be at most as large",
        ),
    ],
)
def test_a_schedule_that_goes_backwards_is_refused(settings: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        GradualPruning(**settings)
