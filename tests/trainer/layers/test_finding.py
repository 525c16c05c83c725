import pytest
import torch
from torch import nn
from torchvision import models

from trainer.layers.finding import batch_norms, cut_into_stages, find_head, leaves, weighted_layers


def network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3),
        nn.Flatten(),
        nn.Linear(4, 8),
        nn.Linear(8, 3),
    )


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("googlenet", "fc"),
        ("inception_v3", "fc"),
        ("resnet18", "fc"),
        ("densenet121", "classifier"),
        ("squeezenet1_1", "classifier.1"),
        ("mobilenet_v3_small", "classifier.3"),
        ("vit_b_32", "heads.head"),
    ],
)
def test_the_head_of_torchvisions_networks_is_found(name: str, head: str) -> None:
    options = {"init_weights": False} if name in {"googlenet", "inception_v3"} else {}
    with torch.device("meta"):
        model = models.get_model(name, weights=None, num_classes=7, **options)
    assert find_head(model, 7) == head


def test_the_head_is_the_last_layer_with_an_output_for_each_class() -> None:
    assert find_head(network(), 3) == "6"
    assert find_head(nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 5)), 3) == "0"
    assert find_head(network(), 99) == "6"
    assert find_head(nn.Sequential(nn.ReLU()), 3) is None


def test_layers_are_found_by_pattern() -> None:
    assert list(weighted_layers(network())) == ["0", "3", "5", "6"]
    assert list(weighted_layers(network(), ["[03]", "6"])) == ["0", "3", "6"]
    assert not weighted_layers(network(), ["features.*"])


def test_attention_counts_as_one_layer() -> None:
    model = nn.Sequential(nn.MultiheadAttention(8, 2), nn.Linear(8, 2))
    assert [name for name, _ in leaves(model)] == ["0", "1"]
    assert list(weighted_layers(model)) == ["1"]


def test_batch_norms_are_found_and_other_norms_are_not() -> None:
    model = nn.Sequential(nn.BatchNorm1d(3), nn.LayerNorm(3), nn.Sequential(nn.BatchNorm2d(3)))
    assert len(batch_norms(model)) == 2


def test_stages_hold_every_parameter_once_from_the_inputs_to_the_head() -> None:
    assert cut_into_stages(network(), 3, "6") == [
        ["0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias"],
        ["5.weight", "5.bias"],
        ["6.weight", "6.bias"],
    ]


def test_there_are_no_more_stages_than_layers() -> None:
    assert len(cut_into_stages(network(), 50, "6")) == 4
    assert cut_into_stages(nn.Sequential(nn.Linear(2, 3)), 4, "0") == [["0.weight", "0.bias"]]


def test_stages_of_a_large_network_are_even() -> None:
    model = models.resnet18()
    stages = cut_into_stages(model, 5, "fc")
    assert sorted(name for stage in stages for name in stage) == sorted(name for name, _ in model.named_parameters())
    assert [sum(name.endswith(("conv1.weight", "conv2.weight")) for name in stage) for stage in stages] == [
        5,
        4,
        4,
        4,
        0,
    ]


def test_attention_is_one_layer_with_its_own_output() -> None:
    model = nn.Sequential(nn.MultiheadAttention(4, 2), nn.LayerNorm(4), nn.Linear(4, 4), nn.Linear(4, 3))
    attention, linear, _ = cut_into_stages(model, 9, "3")
    assert {name.rpartition(".")[0] for name in attention} == {"0", "0.out_proj", "1"}
    assert linear == ["2.weight", "2.bias"]
