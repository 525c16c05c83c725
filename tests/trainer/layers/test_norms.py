"""Batch norms in evaluation by the statistics of each batch."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from trainer.layers.norms import batch_statistics


@pytest.fixture
def model() -> nn.Module:
    torch.manual_seed(0)
    found = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(3 * 4, 5), nn.BatchNorm1d(5))
    return found.eval()


def test_each_batch_is_normalized_by_its_own_statistics(model: nn.Module) -> None:
    inputs = torch.randn(16, 1, 4, 4) * 3 + 2
    with torch.inference_mode(), batch_statistics(model):
        outputs = model(inputs)
    assert outputs.mean(0) == pytest.approx([0.0] * 5, abs=1e-5)
    assert outputs.var(0, unbiased=False) == pytest.approx([1.0] * 5, abs=1e-2)


@pytest.mark.parametrize("scale", [1.0, 1e25, float("inf")])
def test_what_batch_norms_keep_stays_as_it_was(model: nn.Module, scale: float) -> None:
    before = deepcopy(model.state_dict())
    model[4].train()
    with torch.inference_mode(), batch_statistics(model):
        model(torch.randn(16, 1, 4, 4) * scale)
    assert model.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert [model[1].training, model[4].training] == [False, True]
