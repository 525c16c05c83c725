import torch
from torch import nn
from torchvision import models

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.activation import Activation


class CallsAMethod(nn.Module):
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs.relu()


def test_modules_are_replaced_and_reported() -> None:
    ctx = context()
    model = Activation(function="elu").build_model(network(), ctx)
    assert ctx.effects == {"activation.replaced": 2}
    assert [type(model[place]) for place in (2, 5)] == [nn.ELU, nn.ELU]
    assert not ctx.warnings
    assert not torch.equal(model(pictures()), network()(pictures()))


def test_googlenets_functions_are_replaced_and_reported() -> None:
    with torch.device("meta"):
        model = models.googlenet(weights=None, init_weights=False)
    ctx = context()
    Activation(function="mish").build_model(model, ctx)
    assert ctx.effects == {"activation.replaced": 61}
    assert not ctx.warnings


def test_relu_comes_back() -> None:
    model = Activation(function="relu").build_model(
        Activation(function="gelu").build_model(network(), context()), context()
    )
    assert torch.equal(model(pictures()), network()(pictures()))


def test_nothing_to_replace_is_a_warning() -> None:
    ctx = context()
    Activation(function="relu").build_model(network(), ctx)
    text = "replaced nothing: the network has no activation other than relu"
    assert ctx.warnings == [("regularizers.activation.function", text)]


def test_what_is_out_of_reach_is_a_warning() -> None:
    ctx = context()
    Activation().build_model(nn.Sequential(CallsAMethod(), nn.ReLU()), ctx)
    assert ctx.effects == {"activation.replaced": 1}
    text = "left 1 calls of the form x.relu() as they are; write F.relu(x) instead"
    assert ctx.warnings == [("regularizers.activation.function", text)]
