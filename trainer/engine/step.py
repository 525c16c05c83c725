"""One optimizer step: the places where methods act, in the order in which they act."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from trainer.engine.auxiliary import heads
from trainer.engine.device import autocast, gradient_scaler, memory_format, seed_chance
from trainer.engine.frozen import Frozen
from trainer.regularizers.base import Output
from trainer.settings.chance import derive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainer.engine.build import Parts
    from trainer.engine.examples import Batch


class Stepper:
    """Takes optimizer steps. Read `step` and `gradients` from top to bottom to see where each hook acts."""

    def __init__(self, parts: "Parts", frozen: "Frozen | None" = None, batch_parts: int = 1) -> None:
        self.frozen = frozen or Frozen(parts)
        self.batch_parts = batch_parts
        """Parts in which each batch passes through the network, one after the other, where memory is short."""
        self.ctx, self.hooks, self.config = parts.ctx, parts.hooks, parts.config
        self.mean_loss, self.features = parts.mean_loss, parts.features
        self.normalize = parts.prepared.normalize
        self.model, self.optimizer = parts.ctx.model, parts.ctx.optimizer
        self.scaler = gradient_scaler(parts.config.training.precision, parts.ctx.device)
        self.parameters = list(parts.ctx.model.parameters())
        self.one_hot = torch.eye(parts.ctx.classes, device=parts.ctx.device)
        self.ctx.network, self.ctx.mean_loss = self.forward, parts.mean_loss
        self.soft = bool(self.hooks.transform_pairs or self.hooks.transform_targets or self.hooks.criterion)
        """Whether a method wants soft targets. Plain labels give bit for bit the same gradients, in half the time."""
        self.auxiliary_weight = 0.0
        """How much the loss of each auxiliary head counts."""

    def step(self, batches: "Sequence[Batch]") -> Tensor:
        """Take one step over one batch, or several whose gradients are accumulated; return the loss, on the device."""
        ctx, hooks = self.ctx, self.hooks
        self.set_learning_rate()
        self.forget_gradients()
        loss = self.gradients(batches)
        for method in hooks.around_gradients:
            self.unscale_first()
            with method.around_gradients(ctx):
                self.forget_gradients()
                self.gradients(batches)
        if self.scaler.is_enabled():
            self.scaler.unscale_(self.optimizer)
        for method in hooks.transform_gradients:
            method.transform_gradients(ctx)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        for method in hooks.after_step:
            method.after_step(ctx)
        ctx.step += 1
        return loss

    def gradients(self, batches: "Sequence[Batch]") -> Tensor:
        """Add the gradients of the mean loss over all examples of a step; return that loss.

        Every hook that sees inputs sees them before normalization; mixing is linear, so it may come before or after.
        Called a second time in a step, it meets the same chance.
        """
        examples = sum(len(labels) for _, labels in batches)
        total, parts = None, in_parts(batches, self.batch_parts)
        for self.ctx.part, (inputs, labels) in enumerate(parts):
            loss = self.loss(inputs, self.one_hot[labels] if self.soft else labels)
            if len(labels) < examples:
                loss = loss * (len(labels) / examples)
            self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]  # of torch
            total = loss.detach() if total is None else total + loss.detach()
        assert total is not None
        return total

    def loss(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of one batch: what methods make of it, the criterion, auxiliary heads, penalties."""
        ctx, hooks = self.ctx, self.hooks
        for method in hooks.transform_inputs:
            inputs = method.transform_inputs(inputs, ctx)
        for method in hooks.transform_pairs:
            inputs, targets = method.transform_pairs(inputs, targets, ctx)
        for method in hooks.transform_targets:
            targets = method.transform_targets(targets, ctx)
        out = self.forward(inputs)
        out.targets = targets
        loss = self.mean_loss(out.logits, targets)
        for head in out.auxiliary:
            loss = loss + self.auxiliary_weight * self.mean_loss(head, targets)
        for method in hooks.penalty:
            loss = loss + method.penalty(out, ctx)
        return loss

    def forward(self, inputs: Tensor) -> Output:
        """Run the network on inputs as methods see them; its own chance is that of the step, and of the pass.

        Where the features of what is frozen are kept, they come in the place of inputs.
        """
        ctx = self.ctx
        again = f"/{ctx.forward_pass}" if ctx.forward_pass else ""
        seed_chance(ctx.device, derive(ctx.seed, f"network/{ctx.part}{again}", ctx.epoch, ctx.step))
        with autocast(self.config.training.precision, ctx.device), self.frozen.passing(self.model):
            ready = inputs if self.frozen.names else memory_format(self.normalize(inputs), self.config.training)
            output = self.model(ready)
        logits, auxiliary, self.auxiliary_weight = heads(output)
        features = None if self.features is None else self.features.value
        return Output(logits.float(), features, inputs, auxiliary=[head.float() for head in auxiliary])

    def forget_gradients(self) -> None:
        """Leave no parameter with a gradient."""
        for parameter in self.parameters:
            parameter.grad = None

    def set_learning_rate(self) -> None:
        """Set every group's learning rate: what the schedule says of the step's middle, so a warm-up wastes no step."""
        ctx = self.ctx
        done = ctx.epoch - 1 + (ctx.step + 0.5) / ctx.steps_per_epoch
        factor = self.config.schedule.multiplier(done, ctx.epochs)
        ctx.lr = self.config.optimizer.lr * factor
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial_lr"] * factor

    def unscale_first(self) -> None:
        """Give the first gradients their true size, so that the method that looks at them need not know of scaling."""
        if self.scaler.is_enabled():
            scale = self.scaler.scale(torch.ones((), device=self.ctx.device))
            gradients = [p.grad for p in self.parameters if p.grad is not None]
            torch._foreach_div_(gradients, scale)


def in_parts(batches: "Sequence[Batch]", parts: int) -> "Iterator[Batch]":
    """Yield batches, each in so many equal parts, of two examples at least: batch norm cannot work on one."""
    if parts == 1:
        yield from batches
        return
    for inputs, labels in batches:
        count = max(1, min(parts, len(labels) // 2))
        yield from zip(inputs.tensor_split(count), labels.tensor_split(count), strict=True)
