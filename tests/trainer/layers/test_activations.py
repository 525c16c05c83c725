import copy
from collections import OrderedDict
from typing import get_args

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import nn
from torchvision import models

from trainer.layers.activations import MODULES, replace_activations
from trainer.regularizers.activation import Activation


class Called(nn.Module):
    """A network that calls its activations as functions, in several ways."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 4)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        inputs = F.relu(self.first(inputs), inplace=True)
        return torch.nn.functional.leaky_relu(self.second(inputs), 0.2) + torch.relu(inputs)


def plain(model: nn.Module, name: str, inputs: torch.Tensor) -> torch.Tensor:
    act = MODULES[name]()
    inputs = act(model.first(inputs))
    second = nn.LeakyReLU(0.2) if name == "leaky_relu" else act
    return second(model.second(inputs)) + act(inputs)


@pytest.mark.parametrize("name", MODULES)
def test_functions_that_a_forward_calls_are_replaced(name: str) -> None:
    model, inputs = Called(), torch.randn(3, 4)
    expected = plain(model, name, inputs)
    assert replace_activations(model, name) == (0, {"relu": 1, "leaky_relu": 2}.get(name, 3))
    assert torch.equal(model(inputs), expected)


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_replaced_and_parameters_keep_their_names(name: str) -> None:
    model = nn.Sequential(OrderedDict(a=nn.Linear(3, 3), b=nn.ReLU6(), c=nn.Sequential(nn.Linear(3, 3), nn.Sigmoid())))
    names, inputs = list(model.state_dict()), torch.randn(5, 3)
    expected = model.c(MODULES[name]()(model.a(inputs)))
    assert replace_activations(model, name) == (1, 0)
    assert torch.equal(model(inputs), expected)
    assert list(model.state_dict()) == names


def test_googlenets_functional_calls_are_replaced_and_come_back() -> None:
    model = models.googlenet(weights=None, init_weights=False, aux_logits=False).eval()
    other, names, inputs = copy.deepcopy(model), list(model.state_dict()), torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        before = model(inputs)
        assert replace_activations(other, "silu") == (0, 57)
        assert not torch.equal(other(inputs), before)
        assert torch.equal(copy.deepcopy(other)(inputs), other(inputs))
        assert torch.equal(model(inputs), before), "another model of the same class is left alone"
        assert replace_activations(other, "relu") == (0, 57)
        assert torch.equal(other(inputs), before)
    assert list(other.state_dict()) == names


def test_a_second_time_there_is_nothing_to_replace() -> None:
    model = nn.Sequential(Called(), nn.ReLU())
    replace_activations(model, "mish")
    assert replace_activations(model, "mish") == (0, 0)


def test_the_setting_offers_every_activation_that_there_is() -> None:
    assert set(get_args(Activation.model_fields["function"].annotation)) == set(MODULES)
