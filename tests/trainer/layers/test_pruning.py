import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from trainer.layers.pruning import from_threshold, without_smallest

GENERATOR = torch.Generator().manual_seed(0)
WEIGHTS = [torch.randn(5, 7, generator=GENERATOR), torch.randn(3, 2, 3, 3, generator=GENERATOR) / 2]


@pytest.mark.parametrize("share", [0.1, 0.37, 0.9])
def test_all_but_the_smallest_share_is_what_torch_leaves(share: float) -> None:
    layers = nn.ModuleList([nn.Linear(7, 5), nn.Conv2d(2, 3, 3)])
    for layer, weight in zip(layers, WEIGHTS, strict=True):
        layer.weight.data.copy_(weight)
    prune.global_unstructured([(layer, "weight") for layer in layers], prune.L1Unstructured, amount=share)
    for layer, mask in zip(layers, without_smallest(WEIGHTS, share), strict=True):
        assert torch.equal(mask, layer.weight_mask == 1)


def test_a_weight_at_the_threshold_stays() -> None:
    assert from_threshold([torch.tensor([-0.5, 0.2, 0.5, -0.1])], 0.5)[0].tolist() == [True, False, True, False]


def test_exactly_the_share_goes_even_among_equal_weights() -> None:
    assert int(without_smallest([torch.zeros(10)], 0.3)[0].sum()) == 7
