import copy

import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.gradual_pruning import GradualPruning
from trainer.regularizers.max_norm import MaxNorm
from trainer.regularizers.pruning import Pruning


def test_units_are_limited_as_torch_renorms_them_and_nothing_else_is() -> None:
    ctx, method = context(network()), MaxNorm(limit=0.5)
    method.before_training(ctx)
    method.after_step(ctx)
    for name, value in network().named_parameters():
        matrix = name.endswith("weight") and name != "1.weight"
        expected = torch.renorm(value, 2, 0, 0.5) if matrix else value
        torch.testing.assert_close(ctx.model.get_parameter(name), expected)
    assert ctx.effects == {"max_norm.layers": 3}


def test_only_the_named_layers_are_limited() -> None:
    ctx, method = context(network()), MaxNorm(limit=0.1, layers=("4",))
    method.before_training(ctx)
    method.after_step(ctx)
    assert torch.equal(ctx.model[0].weight, network()[0].weight)
    assert ctx.model[4].weight.norm(dim=1).max() < 0.1001


def test_frozen_weights_are_not_cut() -> None:
    ctx, method = context(network()), MaxNorm(limit=0.1)
    method.before_training(ctx)
    ctx.model[0].requires_grad_(requires_grad=False)
    method.after_step(ctx)
    assert torch.equal(ctx.model[0].weight, network()[0].weight)
    assert ctx.memory(method)["rows"] == 8 + 3


def test_the_share_of_rows_that_were_cut_is_reported() -> None:
    ctx, method = context(nn.Linear(2, 4, bias=False)), MaxNorm(limit=1.0)
    method.before_training(ctx)
    for lengths in ([2.0, 0.5, 0.5, 0.5], [3.0, 4.0, 0.5, 0.1]):
        ctx.model.weight.data = torch.tensor(lengths)[:, None] * torch.tensor([[0.6, 0.8]])
        method.after_step(ctx)
    method.after_epoch(ctx)
    assert ctx.effects["max_norm.cut_share"] == 3 / 8
    assert not ctx.warnings


def test_cutting_nothing_to_the_end_is_a_warning() -> None:
    ctx, method = context(network(), epochs=2), MaxNorm(limit=100)
    method.before_training(ctx)
    before = copy.deepcopy(ctx.model)
    method.after_step(ctx)
    method.after_epoch(ctx)
    assert not ctx.warnings
    ctx.epoch = 2
    method.after_epoch(ctx)
    text = "changed nothing: no unit's weights were ever longer than 100.0"
    assert ctx.warnings == [("regularizers.max_norm.limit", text)]
    assert all(torch.equal(a, b) for a, b in zip(ctx.model.parameters(), before.parameters(), strict=True))


def test_no_layer_of_that_name_is_a_warning() -> None:
    ctx, method = context(network(), epochs=1), MaxNorm(layers=("features.*",))
    method.before_training(ctx)
    method.after_step(ctx)
    method.after_epoch(ctx)
    text = "no linear or convolution layer has a name like features.*; there are 0, 4, 6"
    assert ctx.warnings == [("regularizers.max_norm.layers", text)]


def test_lengths_are_taken_when_weights_are_pruned() -> None:
    methods: list[Regularizer] = [MaxNorm(), Pruning(), GradualPruning()]
    assert [method.component_name for method in in_canonical_order(methods)] == [
        "pruning",
        "gradual_pruning",
        "max_norm",
    ]
