from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name that PyTorch users know
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock

from trainer.layers.activations import MODULES
from trainer.layers.finding import find_head, weighted_layers
from trainer.layers.layered import COMPONENTS, GlobalPool, Layered, ResidualBlock
from trainer.layers.stochastic_depth import branch_ends

MAPS = torch.rand(5, 3, 9, 8, generator=torch.Generator().manual_seed(0))
ROWS = torch.rand(5, 6, generator=torch.Generator().manual_seed(0))


def weights(module: nn.Module) -> list[Tensor]:
    return [value for value in module.state_dict().values() if value.is_floating_point()]


def given(module: nn.Module, source: nn.Module) -> nn.Module:
    """Return a module with the weights of another, in the order in which they are declared."""
    for mine, theirs in zip(weights(module), weights(source), strict=True):
        mine.copy_(theirs)
    return module


PLAIN: list[tuple[str, dict[str, Any], nn.Module, Tensor]] = [
    ("conv", {"inputs": 3, "channels": 4}, nn.Conv2d(3, 4, 3, padding=1), MAPS),
    (
        "conv",
        {"inputs": 3, "channels": 4, "kernel": 5, "stride": 2, "norm": True, "activation": "gelu"},
        nn.Sequential(nn.Conv2d(3, 4, 5, 2, padding=2, bias=False), nn.BatchNorm2d(4), nn.GELU()),
        MAPS,
    ),
    ("max_pool", {"size": 2}, nn.MaxPool2d(2), MAPS),
    ("avg_pool", {"size": 3}, nn.AvgPool2d(3), MAPS),
    ("global_pool", {}, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), MAPS),
    ("flatten", {}, nn.Flatten(), MAPS),
    ("dense", {"inputs": 216, "units": 4}, nn.Sequential(nn.Flatten(), nn.Linear(216, 4)), MAPS),
    (
        "dense",
        {"inputs": 6, "units": 4, "norm": True, "activation": "elu"},
        nn.Sequential(nn.Linear(6, 4, bias=False), nn.BatchNorm1d(4), nn.ELU()),
        ROWS,
    ),
    ("norm", {"inputs": 3, "maps": True}, nn.BatchNorm2d(3), MAPS),
    ("norm", {"inputs": 6, "maps": False}, nn.BatchNorm1d(6), ROWS),
    ("dropout", {"rate": 0.4}, nn.Dropout(0.4), MAPS),
    *((name, {}, module(), MAPS - 0.5) for name, module in MODULES.items()),
]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("kind", "arguments", "theirs", "inputs"), PLAIN)
def test_a_component_is_what_torch_has_for_it(
    kind: str, arguments: dict[str, Any], theirs: nn.Module, inputs: Tensor, training: bool
) -> None:
    ours = given(COMPONENTS[kind](**arguments), theirs).train(training)
    theirs.train(training)
    torch.manual_seed(0)
    expected = theirs(inputs)
    torch.manual_seed(0)
    torch.testing.assert_close(ours(inputs), expected)


@pytest.mark.parametrize(("channels", "stride"), [(3, 1), (4, 1), (3, 2), (6, 2)])
def test_a_residual_block_is_torchvisions(channels: int, stride: int) -> None:
    plain = channels == 3 and stride == 1
    shortcut = None if plain else nn.Sequential(nn.Conv2d(3, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))
    theirs = BasicBlock(3, channels, stride, shortcut)
    ours = given(ResidualBlock(3, channels, stride), theirs)
    torch.testing.assert_close(ours(MAPS), theirs(MAPS))


@pytest.mark.parametrize("activation", MODULES)
def test_a_residual_block_is_the_activation_of_shortcut_and_branch(activation: str) -> None:
    block = ResidualBlock(3, 4, activation=activation).eval()
    first, second, round_them = block.branch.first.conv, block.branch.second.conv, block.shortcut.conv
    act = MODULES[activation]()
    scale = (1 + 1e-5) ** -0.5  # of a batch norm that has seen nothing
    hidden = act(F.conv2d(MAPS, first.weight, padding=1) * scale)
    branch = F.conv2d(hidden, second.weight, padding=1) * scale
    torch.testing.assert_close(block(MAPS), act(F.conv2d(MAPS, round_them.weight) * scale + branch))


def test_the_branches_are_found_and_added_last() -> None:
    model = Layered(
        [("one", "block", {"inputs": 3, "channels": 3}), ("two", "block", {"inputs": 3, "channels": 6})], 6, 2
    )
    assert list(branch_ends(model)) == ["one.branch", "two.branch"]
    block = model.get_submodule("one")
    model.get_submodule("one.branch").register_forward_hook(lambda *_: torch.zeros(()))
    assert torch.equal(block(MAPS), MAPS)


WRITTEN = [
    ("stem", "conv", {"inputs": 3, "channels": 4, "norm": True, "activation": "relu"}),
    ("pool", "max_pool", {"size": 2}),
    ("body", "block", {"inputs": 4, "channels": 5}),
]


def test_components_act_one_after_another_and_maps_are_averaged_for_the_last_layer() -> None:
    model = Layered(WRITTEN, 5, 2).eval()
    maps = MAPS
    for name in ("stem", "pool", "body"):
        maps = model.get_submodule(name)(maps)
    assert torch.equal(model(MAPS), model.classifier(GlobalPool()(maps)))


def test_weights_are_called_by_the_component() -> None:
    model = Layered(WRITTEN, 5, 2)
    names = {name.partition(".")[0] for name in model.state_dict()}
    assert names == {"stem", "body", "classifier"}
    assert list(weighted_layers(model, ("stem*",))) == ["stem.conv"]
    assert find_head(model, 2) == "classifier"
    assert {"stem.conv.weight", "stem.norm.weight", "body.shortcut.conv.weight"} <= model.state_dict().keys()
    assert not {"stem.conv.bias", "body.branch.first.conv.bias"} & model.state_dict().keys()


def test_without_components_it_is_a_linear_layer() -> None:
    model = Layered([], 6, 2)
    assert torch.equal(model(ROWS), model.classifier(ROWS))
