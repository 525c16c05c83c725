import copy

import pytest
import torch
from torch import nn

from trainer.layers.dropout import drop_inputs, dropout, switch_off


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_values_are_off_at_the_rate_and_the_others_are_scaled() -> None:
    dropped = dropout(torch.ones(100, 1000), 0.3, generator())
    assert dropped.unique().tolist() == pytest.approx([0, 1 / 0.7])
    assert (dropped == 0).float().mean() == pytest.approx(0.3, abs=0.005)


def test_each_example_is_dropped_by_its_own_draw() -> None:
    dropped = dropout(torch.ones(50, 20), 0.5, generator())
    assert len(dropped.unique(dim=0)) == 50


def test_whole_channels_go_together() -> None:
    dropped = dropout(torch.ones(50, 8, 4, 4), 0.5, generator(), whole_channels=True)
    assert (dropped.amax(dim=(2, 3)) == dropped.amin(dim=(2, 3))).all()
    assert 0 < (dropped[:, :, 0, 0] == 0).float().mean() < 1


def test_whole_channels_are_off_as_often_and_scaled_as_much_as_in_torchs_dropout2d() -> None:
    maps = torch.rand(100, 50, 3, 3) + 0.1
    torch.manual_seed(0)
    ours, theirs = dropout(maps, 0.3, generator(), whole_channels=True), nn.functional.dropout2d(maps, 0.3)
    both = (ours[:, :, 0, 0] != 0) & (theirs[:, :, 0, 0] != 0)
    torch.testing.assert_close(ours[both], theirs[both])
    shares = [(each.amax(dim=(2, 3)) == 0).float().mean() for each in (ours, theirs)]
    assert shares == pytest.approx([0.3, 0.3], abs=0.02)


def test_gradients_pass_where_values_do() -> None:
    inputs = torch.ones(4, 6, requires_grad=True)
    dropped = dropout(inputs, 0.5, generator())
    dropped.sum().backward()
    assert torch.equal(inputs.grad, dropped.detach())


def test_a_layers_inputs_are_dropped_in_training_only() -> None:
    layer = nn.Linear(6, 2)
    drop_inputs(layer, 0.5, generator)
    inputs = torch.ones(3, 6)
    expected = nn.functional.linear(dropout(inputs, 0.5, generator()), layer.weight, layer.bias)
    assert torch.equal(layer(inputs), expected)
    layer.eval()
    assert torch.equal(layer(inputs), nn.functional.linear(inputs, layer.weight, layer.bias))


def test_a_copy_of_the_layer_drops_too_and_names_stay() -> None:
    layer = nn.Linear(6, 2)
    drop_inputs(layer, 0.5, generator)
    twin = copy.deepcopy(layer)
    assert list(twin.state_dict()) == ["weight", "bias"]
    assert torch.equal(twin(torch.ones(3, 6)), layer(torch.ones(3, 6)))


def test_switching_off_counts_the_layers_that_dropped_something() -> None:
    model = nn.Sequential(nn.Dropout(0.2), nn.Sequential(nn.Dropout2d(0.5)), nn.Dropout(0.0))
    assert switch_off(model) == 2
    inputs = torch.rand(2, 3, 4, 4)
    assert torch.equal(model(inputs), inputs)
