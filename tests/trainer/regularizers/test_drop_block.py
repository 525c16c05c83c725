from typing import Literal

import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.drop_block import drop_block
from trainer.regularizers.drop_block import DropBlock


def convolutions(count: int = 5) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1) for _ in range(count)])


def test_maps_are_dropped_by_the_methods_own_stream() -> None:
    method, ctx = DropBlock(rate=0.3, size=2), context()
    model, plain = method.build_model(convolutions(2), ctx), convolutions(2)
    maps = plain[0](pictures())
    torch.testing.assert_close(model(pictures()), plain[1](drop_block(maps, 0.3, 2, ctx.generator(method, "1"))))


@pytest.mark.parametrize(
    ("where", "count", "layers"), [("late", 5, 3), ("all", 5, 4), ("late", 2, 1), ("late", 3, 2), ("all", 2, 1)]
)
def test_the_second_half_of_the_convolutions_or_all_but_the_first(
    where: Literal["late", "all"], count: int, layers: int
) -> None:
    ctx, model = context(), convolutions(count)
    DropBlock(where=where).build_model(model, ctx)
    assert ctx.effects == {"drop_block.layers": layers}
    assert [bool(layer._forward_pre_hooks) for layer in model] == [False] * (count - layers) + [True] * layers
    assert not ctx.warnings


def test_nothing_is_dropped_when_measuring_and_names_stay() -> None:
    model = DropBlock().build_model(convolutions(), context()).eval()
    assert torch.equal(model(pictures()), convolutions()(pictures()))
    assert list(model.state_dict()) == list(convolutions().state_dict())


def test_chance_is_that_of_the_step_and_of_no_one_else() -> None:
    def output(global_seed: int = 0, **state: int) -> torch.Tensor:
        model = DropBlock(rate=0.3, size=2).build_model(convolutions(), context(**state))
        torch.manual_seed(global_seed)
        return model(pictures())

    first = output()
    assert torch.equal(output(1), first)
    for other in ({"seed": 2}, {"epoch": 2}, {"step": 1}, {"part": 1}):
        assert not torch.equal(output(**other), first)


@pytest.mark.parametrize("model", [network(), nn.Sequential(nn.Linear(4, 3))], ids=["only the first", "none"])
def test_a_network_without_a_place_for_it_is_a_warning(model: nn.Module) -> None:
    ctx = context()
    DropBlock().build_model(model, ctx)
    text = "had no layer to act on: the network has no convolution of maps after its first"
    assert ctx.warnings == [("regularizers.drop_block.rate", text)]
