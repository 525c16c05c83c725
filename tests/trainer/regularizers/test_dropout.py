from typing import Literal

import pytest
import torch
from torch import nn
from torchvision import models

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.dropout import dropout
from trainer.regularizers.dropout import Dropout


def test_the_heads_inputs_are_dropped_by_the_methods_own_stream() -> None:
    method, ctx = Dropout(rate=0.4), context()
    plain, model = network(), method.build_model(network(), ctx)
    features = plain[:6](pictures())
    expected = plain[6](dropout(features, 0.4, ctx.generator(method, "6")))
    torch.manual_seed(99)
    assert torch.equal(model(pictures()), expected)
    ctx.step = 1
    assert not torch.equal(model(pictures()), expected)


@pytest.mark.parametrize(("where", "layers"), [("head", 1), ("linear", 2), ("conv", 1), ("channels", 1)])
def test_the_layers_that_it_meets_are_reported(
    where: Literal["head", "linear", "conv", "channels"], layers: int
) -> None:
    model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), *network(), nn.Dropout(0.7))
    model[1] = nn.Conv2d(4, 4, 3, padding=1)
    model[2] = nn.BatchNorm2d(4)
    ctx = context()
    Dropout(rate=0.4, where=where).build_model(model, ctx)
    assert ctx.effects == {"dropout.own_layers_off": 1, "dropout.layers": layers}
    assert not ctx.warnings
    inputs = pictures()
    assert not torch.equal(model(inputs), model.eval()(inputs))


def test_channels_drops_whole_channels_of_convolutions() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Conv2d(2, 2, 1, bias=False))
    nn.init.dirac_(model[1].weight)
    Dropout(rate=0.5, where="channels").build_model(model, context())
    zero = model(pictures(20) + 1).eq(0).float().mean(dim=(2, 3))
    assert set(zero.unique().tolist()) == {0.0, 1.0}


def test_nothing_is_dropped_when_measuring_and_names_stay() -> None:
    model = Dropout(where="linear").build_model(network(), context()).eval()
    assert torch.equal(model(pictures()), network().eval()(pictures()))
    assert list(model.state_dict()) == list(network().state_dict())


def test_googlenets_own_dropout_gives_way() -> None:
    with torch.device("meta"):
        model = models.googlenet(weights=None, init_weights=False, num_classes=3)
    ctx = context()
    Dropout().build_model(model, ctx)
    assert ctx.effects == {"dropout.own_layers_off": 3, "dropout.layers": 1}
    assert model.dropout.p == 0


@pytest.mark.parametrize(
    "model", [nn.Sequential(nn.Linear(4, 3)), nn.Sequential(nn.ReLU())], ids=["only inputs", "none"]
)
def test_a_network_without_a_place_for_it_is_a_warning(model: nn.Module) -> None:
    ctx = context()
    Dropout().build_model(model, ctx)
    assert ctx.effects["dropout.layers"] == 0
    assert [setting for setting, _ in ctx.warnings] == ["regularizers.dropout.rate"]
    assert "had no layer to act on" in ctx.warnings[0][1]
