"""Methods on gradients."""

import numpy as np
import torch
from torch import Tensor, nn

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, fill_gradients, network
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context
from trainer.regularizers.gradient_centralization import GradientCentralization
from trainer.regularizers.gradient_clipping import GradientClipping
from trainer.regularizers.gradient_noise import GradientNoise
from trainer.regularizers.sam import SAM


@reference("gradient_clipping", by="numpy.linalg.norm of all gradients together")
def gradient_clipping() -> tuple[list[Tensor], list[Tensor]]:
    before = _gradients(context(network()))
    norm = np.linalg.norm(torch.cat([each.flatten() for each in before]).double().numpy())
    return _gradients(context(network()), GradientClipping(limit=0.5)), [each * (0.5 / norm) for each in before]


@reference("gradient_centralization", by="numpy.mean of each unit's gradient")
def gradient_centralization() -> tuple[list[Tensor], list[Tensor]]:
    rows = [each.double().numpy() for each in _gradients(context(network()))]
    centred = [
        each - np.mean(each, tuple(range(1, each.ndim)), keepdims=True) if each.ndim > 1 else each for each in rows
    ]
    return _gradients(context(network()), GradientCentralization()), list(map(torch.from_numpy, centred))


@reference(
    "gradient_noise",
    by="torch.normal with the same generator and the variance of Neelakantan et al. 2015, equation 1",
)
def gradient_noise() -> tuple[Tensor, Tensor]:
    """At the 25th step the variance is 0.3 / (1 + 24)^0.55."""
    method, ctx = GradientNoise(strength=0.3, fading=0.55), context(network(), steps_per_epoch=10, epoch=3, step=4)
    before = torch.cat([each.flatten() for each in _gradients(context(network()))])
    theirs = torch.normal(before, (0.3 / 25**0.55) ** 0.5, generator=ctx.generator(method))
    return torch.cat([each.flatten() for each in _gradients(ctx, method)]), theirs


@reference("sam", by="worked by hand (Foret et al. 2021, equation 2)")
def sam() -> tuple[list[Tensor], list[Tensor]]:
    """The loss w1^2 + 2 w2^2 at (3, 2) has the gradient (6, 8) of norm 10; at 0.5 along it, (3.3, 2.4), (6.6, 9.6)."""
    model, ours = nn.Linear(2, 1, bias=False), list[Tensor]()
    model.weight.data = torch.tensor([[3.0, 2.0]])
    (model.weight.square() * torch.tensor([[1.0, 2.0]])).sum().backward()
    with SAM(radius=0.5).around_gradients(context(model)):
        ours.append(model.weight.detach().clone())
        model.zero_grad()
        (model.weight.square() * torch.tensor([[1.0, 2.0]])).sum().backward()
    gradient = model.weight.grad
    assert gradient is not None
    return [*ours, gradient], [torch.tensor([[3.3, 2.4]]), torch.tensor([[6.6, 9.6]])]


def _gradients(ctx: Context, method: Regularizer | None = None) -> list[Tensor]:
    """Return gradients that are always the same, or what a method makes of them."""
    fill_gradients(ctx.model)
    if method:
        method.transform_gradients(ctx)
    return [parameter.grad for parameter in ctx.model.parameters() if parameter.grad is not None]
