import pytest
import torch
from torch import nn
from torchvision import models

from trainer.layers.standing_still import biases, freeze_all_but, norm_scales, up_to


def network() -> nn.Sequential:
    """Return two frozen-to-be blocks with norms and dropout, and a head."""
    first = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5))
    second = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU())
    return nn.Sequential(nn.Dropout(0.1), first, nn.Dropout(0.2), second, nn.Dropout(0.3), nn.Linear(8, 3))


def training(model: nn.Module) -> list[str]:
    return [name for name, module in model.named_modules() if module.training]


def test_below_the_head_all_stands_still_but_the_dropout_of_its_inputs() -> None:
    model = network()
    freeze_all_but(model, {"5.weight", "5.bias"})
    assert training(model) == ["", "4", "5"]
    assert [name for name, p in model.named_parameters() if p.requires_grad] == ["5.weight", "5.bias"]


def test_behind_what_moves_only_frozen_norms_stand_still() -> None:
    model = network()
    freeze_all_but(model, {"1.0.weight", "5.weight"})
    assert [name for name, _ in model.named_modules() if name not in training(model)] == ["1.1", "3.1"]


def test_every_norm_with_running_statistics_stands_still() -> None:
    norm = nn.InstanceNorm2d(4, affine=True, track_running_stats=True)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), norm, nn.Linear(4, 3))
    freeze_all_but(model, {"0.weight", "2.weight"})
    assert training(model) == ["", "0", "2"]


def test_where_all_moves_nothing_stands_still() -> None:
    model = network()
    freeze_all_but(model, {name for name, _ in model.named_parameters()})
    assert len(training(model)) == len(list(model.modules()))


def test_frozen_parts_give_the_same_at_each_pass() -> None:
    model = network()
    freeze_all_but(model, {"5.weight", "5.bias"})
    inputs = torch.rand(6, 4)
    assert torch.equal(model[:4](inputs), model[:4](inputs))
    assert int(model[1][1].num_batches_tracked) == 0


def test_in_a_residual_network_all_blocks_below_the_head_stand_still() -> None:
    model = models.resnet18(num_classes=3)
    freeze_all_but(model, {"fc.weight", "fc.bias"})
    assert training(model) == ["", "avgpool", "fc"]


@pytest.mark.parametrize(
    ("pattern", "last"),
    [("0", 0), ("1", 4), ("1.0", 2), ("[13].*", 8), ("3", 8), ("*", 10), ("0*", 0)],
)
def test_everything_up_to_a_part_is_named(pattern: str, last: int) -> None:
    names = [name for name, _ in network().named_parameters()]
    assert up_to(network(), pattern) == names[:last]


def test_a_part_that_is_not_there_names_nothing() -> None:
    assert up_to(network(), "layer3") == []


def test_a_stage_of_a_residual_network_is_named_whole() -> None:
    with torch.device("meta"):
        model = models.resnet18()
    names = [name for name, _ in model.named_parameters()]
    chosen = up_to(model, "layer3")
    assert chosen == [name for name in names if not name.startswith(("layer4.", "fc."))]
    assert up_to(model, "layer?.0")[-1] == "layer4.0.downsample.1.bias"


def test_biases_and_scales_are_found() -> None:
    model = nn.Sequential(nn.MultiheadAttention(4, 2), nn.LayerNorm(4), nn.GroupNorm(2, 4), nn.Linear(4, 2))
    assert biases(model) == ["0.in_proj_bias", "0.out_proj.bias", "1.bias", "2.bias", "3.bias"]
    assert norm_scales(model) == ["1.weight", "2.weight"]
    assert norm_scales(nn.BatchNorm1d(2, affine=False)) == []
