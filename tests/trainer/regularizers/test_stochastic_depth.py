import pytest
import torch
from torch import nn
from torchvision import models

from tests.trainer.layers.test_stochastic_depth import Own
from tests.trainer.regularizers.scene import context, network
from trainer.layers.stochastic_depth import stochastic_depth
from trainer.regularizers.stochastic_depth import StochasticDepth

MAPS = torch.rand(20, 8, 4, 4, generator=torch.Generator().manual_seed(0))


def blocks(count: int) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(*[Own() for _ in range(count)])


def test_each_branch_is_skipped_by_the_methods_own_stream_more_often_the_deeper_it_is() -> None:
    method, ctx = StochasticDepth(rate=0.6), context()
    model, plain = method.build_model(blocks(3), ctx), blocks(3)
    expected = MAPS
    for i, rate in enumerate((0.2, 0.4, 0.6)):
        branch = plain[i].branch(expected)
        expected = expected + stochastic_depth(branch, rate, ctx.generator(method, f"{i}.branch"))
    torch.testing.assert_close(model(MAPS), expected)
    assert ctx.effects == {"stochastic_depth.own_layers_off": 0, "stochastic_depth.branches": 3}
    assert not ctx.warnings


def test_the_networks_own_stochastic_depth_gives_way() -> None:
    with torch.device("meta"):
        model = models.efficientnet_b0(num_classes=3)
    ctx = context()
    StochasticDepth().build_model(model, ctx)
    assert ctx.effects == {"stochastic_depth.own_layers_off": 15, "stochastic_depth.branches": 9}


def test_nothing_is_skipped_when_measuring_and_names_stay() -> None:
    model = StochasticDepth().build_model(blocks(2), context()).eval()
    assert torch.equal(model(MAPS), blocks(2)(MAPS))
    assert list(model.state_dict()) == list(blocks(2).state_dict())


def test_chance_is_that_of_the_step_and_of_no_one_else() -> None:
    def output(**state: int) -> torch.Tensor:
        return StochasticDepth(rate=0.5).build_model(blocks(2), context(**state))(MAPS)

    first = output()
    torch.manual_seed(2)
    ctx = context()
    model = StochasticDepth(rate=0.5).build_model(blocks(2), ctx)
    torch.manual_seed(3)
    assert torch.equal(model(MAPS), first)
    for name, value in (("step", 1), ("epoch", 2), ("part", 1), ("forward_pass", "r_drop")):
        before = getattr(ctx, name)
        setattr(ctx, name, value)
        assert not torch.equal(model(MAPS), first)
        setattr(ctx, name, before)
    assert not torch.equal(output(seed=2), first)


@pytest.mark.parametrize("model", [network(), nn.Sequential(nn.ReLU())], ids=["no residual", "nothing"])
def test_a_network_without_residual_branches_is_a_warning(model: nn.Module) -> None:
    ctx = context()
    StochasticDepth().build_model(model, ctx)
    text = "had nothing to act on: no residual branch is known in the network"
    assert ctx.warnings == [("regularizers.stochastic_depth.rate", text)]
