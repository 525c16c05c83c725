import copy

import pytest
import torch
from torch import nn
from torchvision.ops import SqueezeExcitation, drop_block2d

from trainer.layers.drop_block import convolutions_of_maps, drop_block, drop_blocks_of_inputs

MAPS = torch.randn(6, 8, 11, 14, generator=torch.Generator().manual_seed(0))


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("size", [1, 3, 7, 11, 99])
def test_it_is_torchvisions_with_the_same_draws(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        torch.Tensor, "bernoulli_", lambda self, p: self.copy_(torch.rand(self.shape, generator=generator()) < p)
    )
    dropped = drop_block(MAPS, 0.3, size, generator())
    torch.testing.assert_close(dropped, drop_block2d(MAPS, 0.3, size))
    assert 0.1 < dropped.eq(0).float().mean() < 0.35


def test_squares_of_an_even_side_are_whole_and_lie_within() -> None:
    dropped = drop_block(torch.ones(500, 1, 6, 6), 0.01, 4, generator()).eq(0)
    sizes = dropped.sum(dim=(1, 2, 3))
    assert set(sizes[sizes > 0].tolist()) <= {16, 20, 24, 28}
    rows, columns = dropped.any(dim=3).sum(dim=2), dropped.any(dim=2).sum(dim=2)
    assert torch.equal(rows[sizes == 16], torch.full_like(rows[sizes == 16], 4))
    assert torch.equal(columns[sizes == 16], torch.full_like(columns[sizes == 16], 4))


def test_what_is_left_is_scaled_to_the_old_sum() -> None:
    dropped = drop_block(torch.ones(50, 4, 8, 8), 0.2, 3, generator())
    assert dropped.mean() == pytest.approx(1, abs=1e-5)
    assert len(dropped.unique()) == 2


def test_each_map_of_each_example_is_dropped_by_its_own_draw() -> None:
    dropped = drop_block(torch.ones(20, 5, 8, 8), 0.5, 3, generator())
    assert len(dropped.flatten(0, 1).unique(dim=0)) > 95


def test_half_precision_counts_past_its_largest_number() -> None:
    dropped = drop_block(torch.ones(8, 16, 32, 32, dtype=torch.float16), 0.1, 3, generator())
    assert dropped.dtype == torch.float16
    assert dropped.float().mean() == pytest.approx(1, abs=0.01)


def test_maps_of_which_nothing_is_left_are_zero() -> None:
    assert not drop_block(torch.ones(1, 1, 1, 1), 1 - 1e-9, 7, generator()).any()


def test_a_layers_inputs_are_dropped_in_training_only_by_copies_too() -> None:
    layer = nn.Conv2d(8, 8, 1, bias=False)
    nn.init.dirac_(layer.weight)
    drop_blocks_of_inputs(layer, 0.3, 3, generator)
    twin = copy.deepcopy(layer)
    assert list(twin.state_dict()) == ["weight"]
    for one in (layer, twin):
        torch.testing.assert_close(one(MAPS), drop_block(MAPS, 0.3, 3, generator()))
    torch.testing.assert_close(layer.eval()(MAPS), MAPS)


def test_convolutions_of_squeeze_blocks_see_no_maps() -> None:
    model = nn.Sequential(nn.Conv2d(1, 8, 3), SqueezeExcitation(8, 2), nn.Conv2d(8, 8, 1), nn.Linear(8, 3))
    assert list(convolutions_of_maps(model)) == ["0", "2"]
