"""Confidence penalty and R-Drop: losses of what the network predicts."""

import pytest
import torch
from torch import nn
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import cross_entropy, one_hot

from tests.trainer.engine import toy
from tests.trainer.regularizers.scene import LABELS, LOGITS, context, network, pictures
from trainer.engine.step import Stepper
from trainer.layers.dropout import drop_inputs
from trainer.regularizers.base import Output
from trainer.regularizers.confidence_penalty import ConfidencePenalty
from trainer.regularizers.context import Context
from trainer.regularizers.r_drop import RDrop


def test_the_confidence_penalty_is_the_mean_entropy_subtracted() -> None:
    penalty = ConfidencePenalty(beta=0.3).penalty(Output(LOGITS), context())
    torch.testing.assert_close(penalty, -0.3 * Categorical(logits=LOGITS).entropy().mean())


def dropping(method: RDrop, rate: float = 0.5) -> tuple[nn.Module, Context]:
    """Return a network with dropout before its head, and a context in which it runs again."""
    model = network()
    ctx = context(model)
    drop_inputs(model[6], rate, lambda: ctx.generator(method, "test"))
    ctx.network = lambda inputs: Output(model(inputs), inputs=inputs)
    return model, ctx


@pytest.mark.parametrize("targets", [LABELS, one_hot(LABELS, 3) * 0.9 + 0.1 / 3], ids=["labels", "soft"])
def test_r_drop_makes_the_loss_that_of_the_paper(targets: torch.Tensor) -> None:
    method = RDrop(alpha=0.7)
    model, ctx = dropping(method)
    inputs = pictures(6)
    first = model(inputs)
    loss = cross_entropy(first, targets) + method.penalty(Output(first, inputs=inputs, targets=targets), ctx)
    second = ctx.forward(method, inputs).logits
    assert not torch.equal(first, second)
    one, other = Categorical(logits=first), Categorical(logits=second)
    divergence = (kl_divergence(one, other) + kl_divergence(other, one)).mean() / 2
    both = (cross_entropy(first, targets) + cross_entropy(second, targets)) / 2
    torch.testing.assert_close(loss, both + 0.7 * divergence)


def test_r_drop_takes_the_mean_of_the_runs_own_loss() -> None:
    method = RDrop(alpha=1e-9)
    model, ctx = dropping(method)
    ctx.mean_loss = lambda logits, targets: cross_entropy(logits, targets, label_smoothing=0.5) * 3
    inputs = pictures(6)
    first = model(inputs)
    loss = ctx.mean_loss(first, LABELS) + method.penalty(Output(first, inputs=inputs, targets=LABELS), ctx)
    second = ctx.forward(method, inputs).logits
    torch.testing.assert_close(loss, (ctx.mean_loss(first, LABELS) + ctx.mean_loss(second, LABELS)) / 2)


def test_gradients_go_through_both_passes() -> None:
    torch.manual_seed(0)
    first, model = torch.randn(6, 3, requires_grad=True), network()
    ctx = context(model)
    ctx.network = lambda inputs: Output(model(inputs))
    RDrop().penalty(Output(first, inputs=pictures(6), targets=LABELS), ctx).backward()
    assert first.grad is not None
    assert all(p.grad is not None for p in model.parameters())


def test_the_second_pass_leaves_batch_norm_statistics_alone() -> None:
    method = RDrop()
    model, ctx = dropping(method)
    inputs = pictures(6)
    out = Output(model(inputs), inputs=inputs, targets=LABELS)
    before = model[1].running_mean.clone()
    method.penalty(out, ctx)
    assert torch.equal(model[1].running_mean, before)


def test_the_mean_divergence_is_reported() -> None:
    method = RDrop()
    _, ctx = dropping(method)
    ctx.memory(method).update(passes=4, divergence=torch.tensor(0.5))
    method.after_epoch(ctx)
    assert ctx.effects == {"r_drop.divergence": 0.125}
    assert not ctx.warnings


def test_a_network_that_drops_nothing_is_a_warning() -> None:
    method, model = RDrop(), network()
    ctx = context(model)
    ctx.network = lambda inputs: Output(model(inputs), inputs=inputs)
    inputs = pictures(6)
    assert method.penalty(Output(model(inputs), inputs=inputs, targets=LABELS), ctx) == 0
    method.after_epoch(ctx)
    text = "changes nothing: both passes are equal, as nothing in the network is dropped"
    assert ctx.warnings == [("regularizers.r_drop.alpha", text)]
    ctx.epoch = 2
    method.after_epoch(ctx)
    assert len(ctx.warnings) == 1


def test_chance_of_both_passes_is_that_of_the_step_and_of_no_one_else() -> None:
    def loss(seed: int, step: int = 0) -> torch.Tensor:
        parts = toy.parts(net=lambda: toy.Net(dropout=0.5), penalty=[RDrop()])
        stepper = Stepper(parts)
        parts.ctx.step = step
        torch.manual_seed(seed)
        return stepper.step([toy.batch()])

    assert torch.equal(loss(1), loss(2))
    assert not torch.equal(loss(1), loss(1, step=1))
