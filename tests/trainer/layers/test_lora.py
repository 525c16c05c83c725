import copy
from typing import Any

import pytest
import torch
from torch import nn

from trainer.layers.lora import adapted, add_adapter, is_adapter, merge_adapters, takes_adapter, with_adapters

LAYERS = {
    "linear": (lambda: nn.Linear(6, 5), (4, 6)),
    "linear without bias": (lambda: nn.Linear(6, 5, bias=False), (4, 7, 6)),
    "conv1d": (lambda: nn.Conv1d(3, 5, 3, padding=1), (4, 3, 8)),
    "conv2d": (lambda: nn.Conv2d(3, 5, 3, stride=2, padding=1), (4, 3, 8, 8)),
    "conv2d, dilated": (lambda: nn.Conv2d(3, 5, (3, 1), dilation=2, padding="same"), (4, 3, 8, 8)),
    "conv3d": (lambda: nn.Conv3d(2, 5, 2), (2, 2, 4, 4, 4)),
}


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def learned(layer: Any, rank: int = 2, scale: float = 1.5) -> Any:
    """Give a layer an adapter that has learned something."""
    add_adapter(layer, rank, scale, generator())
    nn.init.normal_(layer.lora_up, generator=generator(1))
    return layer


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_new_adapter_changes_nothing(make: Any, shape: tuple[int, ...]) -> None:
    layer, inputs = make(), torch.rand(shape)
    before = layer(inputs)
    add_adapter(layer, 2, 1.5, generator())
    assert torch.equal(layer(inputs), before)


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_merged_and_unmerged_layers_answer_alike(make: Any, shape: tuple[int, ...]) -> None:
    layer, inputs = make(), torch.rand(shape)
    plain = layer(inputs)
    unmerged = learned(layer)(inputs)
    merge_adapters(layer, 1.5)
    assert (unmerged - plain).abs().max() > 0.1
    torch.testing.assert_close(layer(inputs), unmerged, atol=1e-5, rtol=1e-5)


def test_a_merged_weight_is_the_weight_plus_the_scaled_product() -> None:
    layer: Any = nn.Linear(2, 2)
    add_adapter(layer, 1, 2.0, generator())
    for parameter, values in (
        (layer.weight, [[1, 2], [3, 4]]),
        (layer.lora_down, [[1, 2]]),
        (layer.lora_up, [[3], [5]]),
    ):
        parameter.data = torch.tensor(values, dtype=torch.float32)
    merge_adapters(layer, 2.0)
    # 2 * [[3], [5]] @ [[1, 2]] = [[6, 12], [10, 20]]
    assert layer.weight.tolist() == [[7, 14], [13, 24]]


def test_merging_leaves_plain_names_and_no_hook() -> None:
    model = nn.Sequential(learned(nn.Linear(4, 4)), nn.Linear(4, 2))
    merge_adapters(model, 1.5)
    assert list(model.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert not adapted(model)
    assert not model[0]._forward_hooks


def test_a_copy_has_an_adapter_of_its_own_and_can_be_merged_alone() -> None:
    layer, inputs = learned(nn.Conv2d(3, 5, 3)), torch.rand(2, 3, 6, 6)
    before = layer(inputs)
    twin = copy.deepcopy(copy.deepcopy(layer))
    assert torch.equal(twin(inputs), before)
    merge_adapters(twin, 1.5)
    assert not twin._forward_hooks
    torch.testing.assert_close(twin(inputs), before, atol=1e-5, rtol=1e-5)
    assert torch.equal(layer(inputs), before)
    assert len(layer._forward_hooks) == 1
    with torch.no_grad():
        layer.lora_up.zero_()
    assert not torch.equal(layer(inputs), before)


def test_the_first_values_are_those_of_kaiming_from_its_own_generator() -> None:
    layer: Any = nn.Conv2d(3, 5, 3)
    torch.manual_seed(7)
    add_adapter(layer, 4, 1.0, generator(3))
    expected = nn.init.kaiming_uniform_(torch.empty(4, 3, 3, 3), a=5**0.5, generator=generator(3))
    assert torch.equal(layer.lora_down, expected)
    assert layer.lora_down.abs().max() <= 27**-0.5
    assert layer.lora_up.shape == (5, 4, 1, 1)
    assert not layer.lora_up.any()


def test_gradients_reach_both_halves_of_an_adapter() -> None:
    layer = learned(nn.Linear(6, 5))
    layer(torch.rand(3, 6)).sum().backward()
    assert layer.lora_down.grad.abs().sum() > 0
    assert layer.lora_up.grad.abs().sum() > 0


def test_what_other_hooks_do_to_outputs_they_do_to_the_sum() -> None:
    layer = nn.Linear(6, 5)
    layer.register_forward_hook(lambda module, inputs, output: output * 0)
    assert not learned(layer)(torch.rand(3, 6)).any()


def test_convolutions_in_groups_or_with_other_padding_take_no_adapter() -> None:
    assert takes_adapter(nn.Linear(4, 4))
    assert takes_adapter(nn.Conv2d(4, 4, 3))
    assert not takes_adapter(nn.Conv2d(4, 4, 3, groups=4))
    assert not takes_adapter(nn.Conv2d(4, 4, 3, padding=1, padding_mode="reflect"))


def test_the_parameters_of_adapters_are_known_by_name() -> None:
    model = nn.Sequential(learned(nn.Linear(4, 4)), nn.Linear(4, 2))
    assert with_adapters(model, ["1.bias"]) == {"0.lora_down", "0.lora_up", "1.bias"}
    assert [is_adapter(name) for name in ("0.lora_up", "0.weight", "lora_up.weight")] == [True, False, False]


def test_a_convolution_that_does_more_than_convolve_gets_no_adapter() -> None:
    class Padded(nn.Conv2d):
        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return super().forward(nn.functional.pad(inputs, [0, 1, 0, 1]))

    assert not takes_adapter(Padded(3, 4, 3))
