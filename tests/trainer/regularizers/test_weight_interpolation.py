import copy

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.context import Context
from trainer.regularizers.ema import EMA
from trainer.regularizers.swa import SWA
from trainer.regularizers.weight_interpolation import WeightInterpolation

NEW = frozenset({"6.weight", "6.bias"})


def trained() -> Context:
    """Return the context of a run that moved away from its start, with a new head."""
    ctx = context(network(1), start_model=network(0), new_parameters=NEW)
    ctx.model(pictures())
    return ctx


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_it_is_torchs_average_with_these_weights(share: float) -> None:
    ctx = trained()
    ours = WeightInterpolation(share=share).evaluated_model(ctx.model, ctx)
    reference = AveragedModel(
        network(0), avg_fn=lambda start, value, _: (1 - share) * start + share * value, use_buffers=True
    )
    reference.n_averaged += 1
    reference.update_parameters(ctx.model)
    for name, value in reference.module.state_dict().items():
        expected = value if value.is_floating_point() and name not in NEW else ctx.model.state_dict()[name]
        torch.testing.assert_close(ours.state_dict()[name], expected)


def test_new_parameters_keep_their_trained_values() -> None:
    ctx = trained()
    ours = WeightInterpolation(share=0.1).evaluated_model(ctx.model, ctx)
    assert torch.equal(ours[6].weight, ctx.model[6].weight)
    assert not torch.equal(ours[4].weight, ctx.model[4].weight)
    assert ours[1].num_batches_tracked == 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_weights_that_did_not_move_keep_their_bits(share: float) -> None:
    ctx = context(network(0), start_model=network(0))
    ours = WeightInterpolation(share=share).evaluated_model(ctx.model, ctx)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), network(0).parameters(), strict=True))


def test_neither_the_trained_model_nor_the_start_is_touched() -> None:
    ctx = trained()
    before = copy.deepcopy(ctx.model.state_dict())
    assert WeightInterpolation().evaluated_model(ctx.model, ctx) is not ctx.model
    assert all(torch.equal(value, before[name]) for name, value in ctx.model.state_dict().items())
    assert ctx.start_model is not None
    assert torch.equal(ctx.start_model[4].weight, network(0)[4].weight)  # type: ignore[index]  # a Sequential


def test_what_is_interpolated_is_reported() -> None:
    ctx = trained()
    WeightInterpolation().before_training(ctx)
    assert ctx.effects == {"weight_interpolation.interpolated": 36 + 4 + 16 + 1152 + 8}
    assert not ctx.warnings


def test_without_a_start_the_model_stays_as_it_is() -> None:
    model = nn.Linear(2, 2)
    ctx = context(model)
    assert WeightInterpolation().evaluated_model(model, ctx) is model
    WeightInterpolation().before_training(ctx)
    text = "had nothing to act on: the network begins with no weights of a start"
    assert ctx.warnings == [("regularizers.weight_interpolation.share", text)]


@pytest.mark.parametrize("average", [EMA(), SWA()])
def test_it_is_the_average_that_is_interpolated(average: Regularizer) -> None:
    methods = in_canonical_order([WeightInterpolation(), average])
    assert methods == [average, WeightInterpolation()]
