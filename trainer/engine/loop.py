"""The loop over epochs: order, steps, measuring, checkpoints."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from math import ceil, isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from store.figures import better
from store.run import BEST, LAST
from trainer.engine.checkpoint import fitting, load_state, model_content, state_content
from trainer.engine.device import peak_memory, synchronize
from trainer.engine.effective import general_facts
from trainer.engine.failures import NonFinite
from trainer.engine.frozen import Frozen
from trainer.engine.full_disk import Files
from trainer.engine.keeping import ALL, Keep, epoch_file
from trainer.engine.position import Clock, restore, state_of
from trainer.engine.step import Stepper
from trainer.settings.chance import derive

if TYPE_CHECKING:
    from trainer.engine.build import Parts
    from trainer.engine.examples import Batch
    from trainer.engine.measuring import Measurer
    from trainer.engine.reporter import Reporter


PARTS = (
    "memory was short, so each batch passes in {parts} parts: the steps are the same, but what looks at a whole "
    "batch (batch norm, mixing of pairs, penalties on features, replay) and chance see a part at a time"
)


class Loop:
    """Trains what was built, from wherever it stands to the end, to a stop, or to a loss that is no number."""

    def __init__(
        self,
        parts: "Parts",
        measurer: "Measurer",
        reporter: "Reporter",
        folder: Path,
        batch_parts: int = 1,
        keep: Keep = ALL,
    ) -> None:
        self.parts, self.measurer, self.reporter, self.keep = parts, measurer, reporter, keep
        self.files = Files(folder, reporter)
        self.ctx, self.hooks = parts.ctx, parts.hooks
        self.training = parts.config.training
        self.frozen = Frozen(parts)
        self.moving = [parameter for parameter in parts.ctx.model.parameters() if parameter.requires_grad]
        """What may move unless a method freezes it for an epoch; a network may hold parameters that never do."""
        self.stepper = Stepper(parts, self.frozen, batch_parts)
        self.batches_per_epoch = count_batches(len(parts.chosen), self.training.batch_size)
        self.ctx.steps_per_epoch = ceil(self.batches_per_epoch / self.training.accumulate)
        self.ctx.epoch, self.ctx.training_inputs = 1, measurer.training_inputs
        self.taken = 0
        """Steps that this process has taken."""
        self.loss_sum = torch.zeros((), dtype=torch.float64, device=self.ctx.device)
        """Sum of the losses of this epoch's steps, on the device; looked at only when something is told."""
        self.best_epoch, self.best_value = 0, 0.0
        self.clock = Clock()
        self.facts: dict[str, int] = {}

    def begin(self) -> None:
        """Tell what the start gave, measure it, and let methods look at it: once, before the first step."""
        if self.parts.start is not None:
            report = {"taken": self.parts.start.taken, "new": self.parts.start.new, "unused": self.parts.start.unused}
            self.reporter.event("start", **report, **{"from": self.parts.config.network.start})
            self.reporter.event("measured", of="start", metrics=self.measurer.start())
        for method in self.hooks.before_training:
            method.before_training(self.ctx)

    def resume(self, path: Path) -> None:
        """Stand where a checkpoint stands."""
        state = load_state(path)
        with fitting(path):
            restore(self, state)
        self.reporter.event("resumed", epoch=self.ctx.epoch - 1, step=self.ctx.step)

    def note_parts(self) -> None:
        """Tell that batches pass in parts, as an effect and as a warning: what looks at a whole batch sees less."""
        parts = self.stepper.batch_parts
        if parts > 1:
            self.ctx.effects["training.batch_parts"] = parts
            told = ("training.batch_size", PARTS.format(parts=parts))
            self.ctx.warnings = [one for one in self.ctx.warnings if one[0] != told[0]] + [told]

    def run(self, stopped: Callable[[int], bool]) -> bool:
        """Train epoch after epoch; False, after a checkpoint, if `stopped` says so of the steps that were taken."""
        while self.ctx.epoch <= self.ctx.epochs and not self.ctx.stop_reason:
            begun = time.monotonic()
            ended = stopped(self.taken) or self.steps_of_epoch(stopped)
            self.clock.epoch += time.monotonic() - begun
            if ended:
                self.save_last()
                return False
            self.finish_epoch()
        return True

    def steps_of_epoch(self, stopped: Callable[[int], bool]) -> bool:
        """Take the steps of the epoch that are still to do; True if stopped on the way."""
        ctx, reporter, begun, images, ended = self.ctx, self.reporter, time.monotonic(), self.images_done(), False
        ctx.model.train()
        for parameter in self.moving:
            parameter.requires_grad = True
        for method in self.hooks.before_epoch:
            method.before_epoch(ctx)
        self.frozen.look()
        self.facts = general_facts(ctx.model)
        self.tell_effective()
        reporter.begin_epoch(images)
        for batches in self.batches():
            self.loss_sum += self.stepper.step(batches)
            self.taken += 1
            ended = stopped(self.taken)
            if reporter.due():
                reporter.progress(ctx.epoch, ctx.step, ctx.steps_per_epoch, self.mean_loss(), self.images_done())
            if ended:
                break
        synchronize(ctx.device)
        self.clock.steps += time.monotonic() - begun
        self.clock.images += self.images_done() - images
        return ended

    def batches(self) -> "Iterator[list[Batch]]":
        """Yield the batches of each step that is still to do, in the epoch's order."""
        ctx, training = self.ctx, self.training
        done = ctx.step * training.accumulate
        if done >= self.batches_per_epoch:
            return
        order = epoch_order(self.parts.chosen, ctx.seed, ctx.epoch)[: self.batches_per_epoch * training.batch_size]
        stream = self.frozen.train.batches(order, training.batch_size, done)
        while batches := list(islice(stream, training.accumulate)):
            yield batches

    def finish_epoch(self) -> None:
        """Measure, let methods look, tell, and keep: what comes after the last step of an epoch."""
        ctx, begun = self.ctx, time.monotonic()
        model = self.evaluated_model()
        ctx.metrics = {"train.batch_loss": self.mean_loss(), "lr": ctx.lr} | self.measurer.epoch(model, self.frozen)
        if not isfinite(ctx.metrics["val.loss"]):
            raise NonFinite(f"the validation loss after epoch {ctx.epoch} is no finite number")
        for method in self.hooks.after_epoch:
            method.after_epoch(ctx)
        self.clock.epoch += time.monotonic() - begun
        self.tell_epoch()
        self.keep_if_best(model)
        if self.keep.wants(ctx.epoch):
            self.keep_weights(epoch_file(ctx.epoch), "epoch", model, {})
        self.begin_next()
        if not self.keep.nothing:
            self.save_last()

    def evaluated_model(self) -> nn.Module:
        """Return the model that is measured and kept: the trained one, or what averaging methods make of it."""
        model = self.ctx.model
        for method in self.hooks.evaluated_model:
            model = method.evaluated_model(model, self.ctx)
        return model

    def mean_loss(self) -> float:
        """Return the mean loss of the epoch's steps so far; this waits for the device."""
        loss = self.loss_sum.item() / max(self.ctx.step, 1)
        if not isfinite(loss):
            raise NonFinite(
                f"the training loss is {loss} in epoch {self.ctx.epoch}, at the latest in step {self.ctx.step}"
            )
        return loss

    def images_done(self) -> int:
        """Return how many examples of the epoch lie behind."""
        return min(self.ctx.step * self.training.accumulate * self.training.batch_size, len(self.parts.chosen))

    def tell_epoch(self) -> None:
        """Report the epoch's figures."""
        ctx, clock = self.ctx, self.clock
        self.reporter.epoch(
            ctx.epoch,
            ctx.epochs,
            step=(ctx.epoch - 1) * ctx.steps_per_epoch + ctx.step,
            metrics=ctx.metrics,
            seconds=clock.epoch,
            images_per_second=self.images_done() / max(clock.steps, 1e-9),
            peak_memory=peak_memory(ctx.device),
        )

    def tell_effective(self) -> None:
        """Report what has really taken effect, and what changed nothing, where that is new."""
        self.reporter.effective(self.facts | self.ctx.effects)
        self.reporter.warnings(self.ctx.warnings)

    def keep_if_best(self, model: nn.Module) -> None:
        """Keep the weights if no earlier epoch was as good by the metric that selects; what is no number is worst."""
        metric, value = self.training.select_metric, self.ctx.metrics[self.training.select_metric]
        ahead = value < self.best_value if better(metric) == "min" else value > self.best_value
        if self.best_epoch == 0 or (isfinite(value) and (ahead or not isfinite(self.best_value))):
            self.best_epoch, self.best_value = self.ctx.epoch, value
            self.keep_weights(BEST, "best", model, {metric: value})

    def keep_weights(self, name: str, of: str, model: nn.Module, figures: dict[str, float]) -> None:
        """Write weights of this epoch, or hold them in memory if the run keeps nothing."""
        about = {"of": of, "epoch": self.ctx.epoch, **figures}
        content = model_content(model, self.parts.prepared.preprocessing, about)
        if self.keep.nothing:
            self.files.hold(name, content)
        elif self.files.write(name, content, keep=True):
            self.reporter.event("checkpoint", epoch=self.ctx.epoch, step=0, what=of)

    def begin_next(self) -> None:
        """Stand at the beginning of the next epoch."""
        self.clock.training += self.clock.steps
        self.clock.epoch = self.clock.steps = 0.0
        self.ctx.epoch, self.ctx.step, self.ctx.part = self.ctx.epoch + 1, 0, 0
        self.loss_sum.zero_()

    def save_last(self) -> None:
        """Write everything that a resume needs; the position is the epochs done and the steps of the next.

        Not while the best weights wait for room on the disk: a resume would take older ones for them.
        """
        if self.files.flush() and self.files.write(LAST, state_content(state_of(self))):
            self.reporter.event("checkpoint", epoch=self.ctx.epoch - 1, step=self.ctx.step, what="last")


def count_batches(examples: int, size: int) -> int:
    """Return the batches of an epoch. A last batch of one example is left out: batch norm cannot work on one."""
    return examples // size + (examples % size > 1 or examples < size)


def epoch_order(chosen: Tensor, seed: int, epoch: int) -> Tensor:
    """Return the chosen examples in the order of an epoch."""
    generator = torch.Generator().manual_seed(derive(seed, "order", epoch))
    return chosen[torch.randperm(len(chosen), generator=generator)]
