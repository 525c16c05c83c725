import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import nn
from torch.nn.functional import relu

from trainer.layers.calls import replace_calls, tensor_methods


def negative(inputs: torch.Tensor, *_: object, **__: object) -> torch.Tensor:
    return -inputs


class Base(nn.Module):
    def helper(self, inputs: torch.Tensor, shift: float = 1.0, *, scale: float = 2.0) -> torch.Tensor:
        return F.relu(inputs) * scale + shift


class Inherits(Base):
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.helper(inputs)


class ImportsByName(nn.Module):
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return relu(inputs)


class CallsInside(nn.Module):
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        def inner(values: torch.Tensor) -> torch.Tensor:
            return F.relu(values)

        return inner(inputs)


class TensorMethods(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.relu = nn.ReLU()

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.relu(inputs) + inputs.relu() + (inputs + 1).abs().relu()


ONE = torch.ones(1)


def test_calls_in_inherited_methods_are_reached_and_defaults_kept() -> None:
    model = Inherits()
    assert replace_calls(model, [F.relu], negative) == 1
    assert model(ONE) == -1
    assert Inherits()(ONE) == 3


def test_a_function_imported_by_name_is_reached() -> None:
    model = ImportsByName()
    assert replace_calls(model, [F.relu], negative) == 1
    assert model(ONE) == -1


def test_a_function_inside_a_method_is_reached() -> None:
    model = CallsInside()
    assert replace_calls(model, [F.relu], negative) == 1
    assert model(ONE) == -1


def test_each_module_counts_and_stays_an_instance_of_its_class() -> None:
    model = nn.Sequential(ImportsByName(), ImportsByName(), nn.ReLU())
    assert replace_calls(model, [F.relu], negative) == 2
    assert isinstance(model[0], ImportsByName)
    assert type(model[0]) is type(model[1])
    assert type(model[2]) is nn.ReLU


def test_methods_of_tensors_are_counted_and_submodules_are_not() -> None:
    assert tensor_methods(TensorMethods(), {"relu", "relu_"}) == 2
    assert tensor_methods(Inherits(), {"relu"}) == 0
