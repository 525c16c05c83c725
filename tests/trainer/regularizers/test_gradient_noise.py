import pytest
import torch
from scipy import stats
from torch import nn

from tests.trainer.regularizers.scene import context, fill_gradients, network
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.gradient_centralization import GradientCentralization
from trainer.regularizers.gradient_clipping import GradientClipping
from trainer.regularizers.gradient_noise import GradientNoise


def noise(method: GradientNoise, **state: int) -> torch.Tensor:
    """Return what is added to gradients of zero, many of them."""
    model = nn.Linear(300, 100)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    method.transform_gradients(context(model, steps_per_epoch=10, **state))
    return torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])


@pytest.mark.parametrize(("epoch", "step", "t"), [(1, 0, 0), (1, 9, 9), (3, 4, 24)])
def test_the_noise_is_normal_and_its_variance_fades_over_the_run(epoch: int, step: int, t: int) -> None:
    drawn = noise(GradientNoise(strength=0.3, fading=0.55), epoch=epoch, step=step)
    deviation = (0.3 / (1 + t) ** 0.55) ** 0.5
    assert stats.kstest(drawn.numpy(), "norm", args=(0, deviation)).pvalue > 1e-3
    assert drawn.std().item() == pytest.approx(deviation, rel=0.02)


def test_equal_draws_are_only_scaled_by_strength_and_fading() -> None:
    steady = noise(GradientNoise(strength=1.0, fading=0.0), epoch=2, step=3)
    faded = noise(GradientNoise(strength=0.01, fading=1.0), epoch=2, step=3)
    torch.testing.assert_close(faded, steady * (0.01 / 14) ** 0.5)


def test_every_weight_of_every_step_has_a_draw_of_its_own() -> None:
    steps = [noise(GradientNoise(), step=step) for step in (0, 1)]
    assert len(torch.cat(steps).unique()) > 60_000
    assert torch.equal(steps[0], noise(GradientNoise(), step=0))


def test_noise_is_added_to_what_is_there() -> None:
    model, reference = network(), network()
    fill_gradients(model)
    fill_gradients(reference)
    GradientNoise(strength=1e-8).transform_gradients(context(model, steps_per_epoch=10))
    for mine, before in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, before.grad, atol=1e-3, rtol=0)
        assert not torch.equal(mine.grad, before.grad)


def test_frozen_parameters_stay_without_gradient() -> None:
    ctx = context(network(), steps_per_epoch=10)
    fill_gradients(ctx.model)
    ctx.model[0].weight.grad = None
    GradientNoise().transform_gradients(ctx)
    assert ctx.model[0].weight.grad is None


def test_gradients_are_centred_then_clipped_then_given_noise() -> None:
    methods: list[Regularizer] = [GradientNoise(), GradientClipping(), GradientCentralization()]
    assert [type(method) for method in in_canonical_order(methods)] == [
        GradientCentralization,
        GradientClipping,
        GradientNoise,
    ]
