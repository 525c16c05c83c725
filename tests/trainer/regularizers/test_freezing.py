import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.lora import is_adapter
from trainer.regularizers.context import Context
from trainer.regularizers.freezing import FreezeNorms, GradualUnfreezing
from trainer.regularizers.lora import Lora


def moving(model: nn.Module) -> set[str]:
    """Return the numbers of the layers of the small network that may move."""
    return {name[0] for name, parameter in model.named_parameters() if parameter.requires_grad}


def built(method: GradualUnfreezing | FreezeNorms | Lora, **state: object) -> Context:
    ctx = context(network(), **state)
    method.build_model(ctx.model, ctx)
    ctx.model.train()
    return ctx


@pytest.mark.parametrize(("epoch", "layers"), [(1, "6"), (2, "6"), (3, "46"), (4, "46"), (5, "0146"), (9, "0146")])
def test_one_stage_after_another_joins_from_the_top(epoch: int, layers: str) -> None:
    method = GradualUnfreezing(stages=3, every=2)
    ctx = built(method, epochs=9)
    ctx.epoch = epoch
    method.before_epoch(ctx)
    assert moving(ctx.model) == set(layers)
    assert not ctx.warnings


def test_what_is_new_trains_from_the_first_epoch() -> None:
    method = GradualUnfreezing(stages=3)
    ctx = built(method, new_parameters=frozenset({"1.weight", "6.weight"}))
    method.before_epoch(ctx)
    assert moving(ctx.model) == {"1", "6"}
    assert ctx.effects == {"gradual_unfreezing.frozen_at_first": 36 + 4 + 4 + 1152 + 8}


def test_what_is_frozen_stands_still_until_its_stage_joins() -> None:
    method = GradualUnfreezing(stages=3)
    ctx = built(method, epochs=3)
    norm = next(module for module in ctx.model.modules() if isinstance(module, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    method.before_epoch(ctx)
    ctx.model(pictures(6))
    assert torch.equal(norm.running_mean, before)
    ctx.model.train().requires_grad_(requires_grad=True)
    ctx.epoch = 3
    method.before_epoch(ctx)
    ctx.model(pictures(6))
    assert not torch.equal(norm.running_mean, before)


def test_an_adapter_waits_for_its_layers_stage() -> None:
    method = GradualUnfreezing(stages=3)
    ctx = built(Lora(rank=1, layers=("*",)))
    adapters = {name for name, _ in ctx.model.named_parameters() if is_adapter(name)}
    assert adapters <= ctx.new_parameters
    moving = []
    for ctx.epoch in (1, 2, 3):
        ctx.model.requires_grad_(requires_grad=True)
        method.before_epoch(ctx)
        moving.append({name[0] for name in adapters if ctx.model.get_parameter(name).requires_grad})
    assert moving == [set(), {"4"}, {"0", "4"}]


def test_stages_that_never_train_are_a_warning() -> None:
    ctx = built(GradualUnfreezing(stages=3, every=2), epochs=4)
    assert ctx.warnings == [
        ("regularizers.gradual_unfreezing.every", "is so long that 48 parameters stay frozen to the end")
    ]


def test_a_network_that_is_all_head_is_a_warning() -> None:
    ctx = context()
    GradualUnfreezing().build_model(nn.Sequential(nn.Linear(4, 3)), ctx)
    assert [text for _, text in ctx.warnings] == ["froze nothing: the network cannot be cut below its head"]


@pytest.mark.parametrize("method", [GradualUnfreezing(), FreezeNorms()], ids=lambda method: method.component_name)
def test_freezing_what_is_untrained_is_a_warning(method: GradualUnfreezing | FreezeNorms) -> None:
    new = frozenset(name for name, _ in network().named_parameters())
    assert "starts from scratch" in built(method, new_parameters=new).warnings[0][1]


@pytest.mark.parametrize("affine", [True, False])
def test_batch_norms_keep_their_statistics_and_if_asked_their_scale(affine: bool) -> None:
    method = FreezeNorms(scale_and_shift=affine)
    ctx = built(method)
    method.before_epoch(ctx)
    before = ctx.model[1].running_mean.clone()
    ctx.model(pictures())
    assert torch.equal(ctx.model[1].running_mean, before)
    assert ("1" in moving(ctx.model)) is not affine
    assert ctx.effects == {"freeze_norms.layers": 1}


def test_no_batch_norm_is_a_warning() -> None:
    ctx = context()
    FreezeNorms().build_model(nn.Sequential(nn.Linear(4, 3)), ctx)
    assert ctx.warnings == [
        ("regularizers.freeze_norms.scale_and_shift", "had no layer to act on: the network has no batch norm")
    ]


def test_frozen_norms_stay_frozen_while_stages_join() -> None:
    from trainer.regularizers.base import in_canonical_order

    methods = in_canonical_order([FreezeNorms(), GradualUnfreezing()])
    ctx = context(network(), epoch=9)
    for method in methods:
        method.before_epoch(ctx)
    assert moving(ctx.model) == {"0", "4", "6"}
