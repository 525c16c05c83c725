from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tests.trainer.engine.toy import Net, batch, config, parts
from trainer.engine.step import Stepper, in_parts
from trainer.regularizers.base import Output

Batch = tuple[Tensor, Tensor]


def gradients(model: nn.Module) -> list[Tensor]:
    return [p.grad.clone() for p in model.parameters() if p.grad is not None]


def stepped(net: Callable[[], nn.Module] = Net, batches: list[Batch] | None = None, **hooks: Any) -> Stepper:
    stepper = Stepper(parts(net=net, **hooks))
    stepper.step(batches or [batch()])
    return stepper


def weights(stepper: Stepper) -> Tensor:
    return torch.cat([p.detach().flatten() for p in stepper.model.parameters()])


class Spy:
    """Notes the order in which its hooks are called, and what they see."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.seen: dict[str, Any] = {}

    def _note(self, name: str, value: Any = None) -> None:
        self.calls.append(name)
        self.seen[name] = value

    def transform_inputs(self, inputs: Tensor, ctx: Any) -> Tensor:
        self._note("inputs", inputs)
        return inputs

    def transform_pairs(self, inputs: Tensor, targets: Tensor, ctx: Any) -> Batch:
        self._note("pairs", (inputs, targets))
        return inputs, targets

    def transform_targets(self, targets: Tensor, ctx: Any) -> Tensor:
        self._note("targets", targets)
        return targets

    def penalty(self, out: Output, ctx: Any) -> Tensor:
        self._note("penalty", out)
        return out.logits.new_zeros(())

    @contextmanager
    def around_gradients(self, ctx: Any) -> Iterator[None]:
        self._note("enter", gradients(ctx.model))
        yield
        self._note("leave", gradients(ctx.model))

    def transform_gradients(self, ctx: Any) -> None:
        self._note("gradients", (ctx.step, gradients(ctx.model)))

    def after_step(self, ctx: Any) -> None:
        self._note("after", (ctx.step, [p.detach().clone() for p in ctx.model.parameters()]))


HOOKS = [
    "transform_inputs",
    "transform_pairs",
    "transform_targets",
    "penalty",
    "around_gradients",
    "transform_gradients",
    "after_step",
]


def test_hooks_act_in_the_order_that_the_step_method_reads() -> None:
    spy = Spy()
    stepped(**{name: [spy] for name in HOOKS})
    batch_hooks = ["inputs", "pairs", "targets", "penalty"]
    assert spy.calls == [*batch_hooks, "enter", *batch_hooks, "leave", "gradients", "after"]


def test_inputs_are_shown_to_methods_before_normalization_and_targets_are_soft() -> None:
    spy = Spy()
    stepped(transform_pairs=[spy], transform_inputs=[spy])
    inputs, labels = batch()
    assert torch.equal(spy.seen["inputs"], inputs)
    assert torch.equal(spy.seen["pairs"][1], torch.eye(2)[labels])


def test_a_step_is_what_one_writes_by_hand() -> None:
    stepper = stepped()
    torch.manual_seed(0)
    net = Net()
    inputs, labels = batch()
    cross_entropy(net((inputs - 0.5) / 0.25), labels).backward()
    expected = torch.cat([(p - 0.1 * p.grad).detach().flatten() for p in net.parameters() if p.grad is not None])
    assert torch.allclose(weights(stepper), expected, atol=1e-7)


def test_soft_targets_give_the_same_gradients_as_labels_bit_for_bit() -> None:
    assert torch.equal(weights(stepped()), weights(stepped(transform_targets=[Spy()])))


def test_accumulated_batches_equal_the_big_batch() -> None:
    """Parts of unequal size, too, and with a penalty that does not depend on the data."""
    decay = SimpleNamespace(penalty=lambda out, ctx: sum(p.square().sum() for p in ctx.model.parameters()))
    whole = stepped(batches=[batch(size=20)], penalty=[decay])
    cut = stepped(batches=[batch(size=8), batch(start=8, size=8), batch(start=16, size=4)], penalty=[decay])
    assert torch.allclose(weights(whole), weights(cut), atol=1e-7)


def test_the_loss_of_accumulated_batches_is_that_of_the_big_batch() -> None:
    whole = Stepper(parts()).gradients([batch(size=20)])
    cut = Stepper(parts()).gradients([batch(size=16), batch(start=16, size=4)])
    assert cut.item() == pytest.approx(whole.item(), rel=1e-6)


def test_each_part_of_an_accumulated_step_has_a_number() -> None:
    seen: list[int] = []

    def note(inputs: Tensor, ctx: Any) -> Tensor:
        seen.append(ctx.part)
        return inputs

    stepped(batches=[batch(), batch(start=8)], transform_inputs=[SimpleNamespace(transform_inputs=note)])
    assert seen == [0, 1]


def test_the_second_gradient_meets_the_same_chance() -> None:
    """With the network's own dropout: both passes drop the same values, so the gradients agree."""
    spy = Spy()
    stepped(net=lambda: Net(dropout=0.5), around_gradients=[spy])
    assert all(torch.equal(a, b) for a, b in zip(spy.seen["enter"], spy.seen["leave"], strict=True))


def test_the_networks_own_dropout_draws_anew_at_each_step_and_from_its_own_stream() -> None:
    def run(disturbance: int) -> list[float]:
        stepper = Stepper(parts(net=lambda: Net(dropout=0.5)))
        losses = []
        for _ in range(3):
            torch.rand(disturbance)
            losses.append(stepper.gradients([batch()]).item())
            stepper.ctx.step += 1
        return losses

    assert run(1) == run(5)
    assert len(set(run(1))) == 3


def test_the_learning_rate_is_a_function_of_the_step_alone() -> None:
    settings = config(schedule={"name": "cosine", "warmup_epochs": 1}, training={"epochs": 2})
    stepper = Stepper(parts(settings))
    rates = []
    for stepper.ctx.epoch, stepper.ctx.step in [(1, 0), (1, 9), (2, 0), (2, 9), (1, 0)]:
        stepper.set_learning_rate()
        rates.append(stepper.optimizer.param_groups[0]["lr"])
    assert rates[0] == pytest.approx(0.1 * 0.05)
    assert rates[1] == pytest.approx(0.1 * 0.95)
    assert rates[2] == pytest.approx(0.1, rel=0.01)
    assert rates[3] == pytest.approx(0, abs=0.001)
    assert rates[4] == rates[0]


def test_a_groups_own_learning_rate_follows_the_schedule() -> None:
    stepper = Stepper(parts(config(schedule={"name": "step", "every": 1, "factor": 0.5}, training={"epochs": 2})))
    stepper.optimizer.param_groups[0]["initial_lr"] = 0.01
    stepper.ctx.epoch = 2
    stepper.set_learning_rate()
    assert stepper.optimizer.param_groups[0]["lr"] == pytest.approx(0.005)
    assert stepper.ctx.lr == pytest.approx(0.001 * 0.5)


def test_half_precision_shows_methods_gradients_of_their_true_size() -> None:
    """The loss is scaled for fp16; what SAM and clipping look at must not be."""
    spy, plain = Spy(), Spy()
    for name, one in (("fp16", spy), ("fp32", plain)):
        stepper = Stepper(
            parts(config(training={"precision": name}), around_gradients=[one], transform_gradients=[one])
        )
        stepper.step([batch()])
    for seen, expected in (
        (spy.seen["enter"], plain.seen["enter"]),
        (spy.seen["gradients"][1], plain.seen["gradients"][1]),
    ):
        assert all(torch.allclose(a, b, rtol=0.05, atol=2e-3) for a, b in zip(seen, expected, strict=True))


def test_an_overflow_in_half_precision_skips_the_step_and_lowers_the_scale() -> None:
    class Explode(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, logits: Tensor) -> Tensor:
            return logits.sum() * 0

        @staticmethod
        def backward(ctx: Any, *grads: Tensor) -> Tensor:
            return torch.full((8, 2), torch.inf)

    explode = SimpleNamespace(penalty=lambda out, ctx: Explode.apply(out.logits))
    stepper = Stepper(parts(config(training={"precision": "fp16"}), penalty=[explode]))
    before, scale = weights(stepper), stepper.scaler.get_scale()
    stepper.step([batch()])
    assert torch.equal(weights(stepper), before)
    assert stepper.scaler.get_scale() < scale


def test_auxiliary_heads_count_by_their_weight() -> None:
    class GoogLeNetOutputs(NamedTuple):
        logits: Tensor
        aux_logits2: Tensor
        aux_logits1: Tensor

    class Headed(Net):
        def forward(self, inputs: Tensor) -> Any:
            logits = super().forward(inputs)
            return GoogLeNetOutputs(logits, logits * 2, logits * 3)

    loss = Stepper(parts(net=Headed)).gradients([batch()]).item()
    torch.manual_seed(0)
    inputs, labels = batch()
    logits = Net()((inputs - 0.5) / 0.25).detach()
    expected = sum(weight * cross_entropy(logits * k, labels) for k, weight in ((1, 1.0), (2, 0.3), (3, 0.3)))
    assert loss == pytest.approx(float(expected), rel=1e-6)


def test_pictures_may_lie_channels_last() -> None:
    seen: list[bool] = []
    net = Net()
    net.conv = nn.Conv2d(3, 4, 3, padding=1)
    net.conv.register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0].is_contiguous(memory_format=torch.channels_last))
    )
    three = torch.rand(4, 3, 5, 5)
    Stepper(parts(config(training={"channels_last": True}), lambda: net)).step([(three, torch.tensor([0, 1, 0, 1]))])
    assert seen == [True]


def test_a_loss_that_methods_changed_is_the_mean_over_the_batch() -> None:
    toy = parts()
    toy.mean_loss = lambda logits, targets: (2 * cross_entropy(logits, targets, reduction="none")).mean()
    doubled = Stepper(toy).gradients([batch()]).item()
    assert doubled == pytest.approx(2 * Stepper(parts()).gradients([batch()]).item(), rel=1e-6)


def test_the_counter_moves_after_every_hook_of_the_step_has_run() -> None:
    spy = Spy()
    stepper = stepped(transform_gradients=[spy], after_step=[spy])
    assert (spy.seen["gradients"][0], spy.seen["after"][0], stepper.ctx.step) == (0, 0, 1)


def test_a_method_that_runs_the_network_again_meets_chance_of_its_own_and_shifts_nobody_elses() -> None:
    method = SimpleNamespace(component_name="again")
    seen: list[tuple[Output, Output]] = []

    def twice(out: Output, ctx: Any) -> Tensor:
        assert out.inputs is not None
        seen.append((out, ctx.forward(method, out.inputs)))
        return out.logits.new_zeros(())

    stepper = Stepper(parts(net=lambda: Net(dropout=0.5), penalty=[SimpleNamespace(penalty=twice)]))
    loss = stepper.gradients([batch()])
    first, second = seen[0]
    assert not torch.equal(first.logits, second.logits)
    assert stepper.ctx.forward_pass == ""
    assert torch.equal(loss, Stepper(parts(net=lambda: Net(dropout=0.5))).gradients([batch()]))
    stepper.gradients([batch()])
    assert torch.equal(seen[1][1].logits, second.logits)


@pytest.mark.parametrize(("count", "sizes"), [(1, [8, 8]), (2, [4] * 4), (3, [3, 3, 2] * 2), (16, [2] * 8)])
def test_batches_that_pass_in_parts_make_the_same_step(count: int, sizes: list[int]) -> None:
    seen: list[int] = []

    class Look:
        def transform_inputs(self, inputs: Tensor, ctx: Any) -> Tensor:
            seen.append(len(inputs))
            return inputs

    batches = [batch(), batch(start=8)]
    whole, split = Stepper(parts()), Stepper(parts(transform_inputs=[Look()]), batch_parts=count)
    torch.testing.assert_close(split.step(batches), whole.step(batches))
    torch.testing.assert_close(weights(split), weights(whole))
    assert seen == sizes


def test_no_part_of_a_batch_is_a_single_example() -> None:
    assert [len(labels) for _, labels in in_parts([batch(size=3), batch(size=1)], 4)] == [3, 1]
