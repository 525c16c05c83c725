import copy
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from tests.trainer.regularizers.scene import context, network
from trainer.layers.finding import weighted_layers
from trainer.regularizers.pruning import Pruning


def pruned(**settings: Any) -> nn.Module:
    return Pruning(**settings).build_model(network(), context())


def zeros(model: nn.Module) -> dict[str, int]:
    return {name: int((layer.weight == 0).sum()) for name, layer in weighted_layers(model).items()}


def test_the_networks_smallest_share_is_what_torch_prunes() -> None:
    model = network()
    layers = [(layer, "weight") for layer in weighted_layers(model).values()]
    prune.global_unstructured(layers, prune.L1Unstructured, amount=0.4)
    for (reference, _), layer in zip(layers, weighted_layers(pruned(share=0.4)).values(), strict=True):
        assert torch.equal(layer.weight, reference.weight)


def test_each_layers_smallest_share_is_what_torch_prunes() -> None:
    model = network()
    for reference, layer in zip(
        weighted_layers(model).values(), weighted_layers(pruned(share=0.4, within="layer")).values(), strict=True
    ):
        prune.l1_unstructured(reference, "weight", 0.4)
        assert torch.equal(layer.weight, reference.weight)


def test_weights_below_a_threshold_go_and_biases_stay() -> None:
    model = pruned(by="threshold", threshold=0.05)
    for name, value in network().named_parameters():
        matrix = name.endswith("weight") and name != "1.weight"
        expected = value.where(value.abs() >= 0.05, 0.0) if matrix else value
        assert torch.equal(model.get_parameter(name), expected)


def test_only_the_named_layers_are_pruned() -> None:
    assert zeros(pruned(share=0.5, layers=("4", "nothing.*"))) == {"0": 0, "4": 576, "6": 0}


def test_pruned_weights_stay_at_zero_and_the_others_move() -> None:
    ctx, method = context(network()), Pruning(share=0.5)
    method.build_model(ctx.model, ctx)
    before = zeros(ctx.model)
    for _ in range(2):
        for parameter in ctx.model.parameters():
            parameter.data += 0.1
        method.after_step(ctx)
    assert zeros(ctx.model) == before
    assert ctx.model[4].weight.abs().max() > 0.2


def test_pruned_once_they_may_grow_again() -> None:
    ctx, method = context(network()), Pruning(share=0.5, keep_at_zero=False)
    method.build_model(ctx.model, ctx)
    for parameter in ctx.model.parameters():
        parameter.data += 0.1
    moved = copy.deepcopy(ctx.model)
    method.after_step(ctx)
    assert all(torch.equal(a, b) for a, b in zip(ctx.model.parameters(), moved.parameters(), strict=True))
    assert not ctx.memory(method)


def test_what_was_pruned_is_reported() -> None:
    ctx = context()
    Pruning(share=0.25).build_model(network(), ctx)
    weights = 36 + 1152 + 24
    assert ctx.effects == {"pruning.layers": 3, "pruning.parameters_at_zero": weights // 4}


@pytest.mark.parametrize(
    ("settings", "setting", "text"),
    [
        (
            {"layers": ("features.*",)},
            "layers",
            "no linear or convolution layer has a name like features.*; there are 0, 4, 6",
        ),
        ({"share": 1e-6}, "share", "pruned nothing: no weight is small enough for 1e-06"),
        ({"by": "threshold", "threshold": 1e-9}, "threshold", "pruned nothing: no weight is small enough for 1e-09"),
    ],
)
def test_pruning_nothing_is_a_warning(settings: dict[str, Any], setting: str, text: str) -> None:
    ctx = context()
    Pruning(**settings).build_model(network(), ctx)
    assert ctx.warnings == [(f"regularizers.pruning.{setting}", text)]
