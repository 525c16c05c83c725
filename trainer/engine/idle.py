"""Settings outside the methods that change nothing in a run, or not what one would expect."""

from typing import TYPE_CHECKING

from trainer.layers.finding import find_head
from trainer.plan.sections.schedule import Step
from trainer.regularizers.partial_training import head_and_new

if TYPE_CHECKING:
    from trainer.plan.config import Config
    from trainer.regularizers.context import Context

Warnings = list[tuple[str, str]]


def idle_settings(config: "Config", kind: str, device_type: str, batches: int) -> Warnings:
    """Return setting and text of each such setting, for data of a kind and epochs of so many batches."""
    training = config.training
    found: Warnings = []
    if training.channels_last and kind != "images":
        found.append(("training.channels_last", "has nothing to act on: the data are no pictures"))
    if training.precision != "fp32" and device_type == "cpu":
        found.append(("training.precision", f"{training.precision} on a CPU is slower than fp32 on most machines"))
    if training.accumulate > batches:
        found.append(
            ("training.accumulate", f"an epoch has {batches} batches, so a step accumulates no more than these")
        )
    return found + _idle_schedule(config) + _idle_pairs(config)


def idle_methods(config: "Config", ctx: "Context") -> Warnings:
    """Return the methods that acted below the head alone, where nothing moved there in the last epoch."""
    if find_head(ctx.model, ctx.classes) is None:
        return []
    moving = {name for name, parameter in ctx.model.named_parameters() if parameter.requires_grad}
    if moving - head_and_new(ctx.model, ctx):
        return []
    text = "changed nothing: all below the head stood still to the end"
    return [(f"regularizers.{name}", text) for name, method in config.regularizers.items() if method.below_head]


def _idle_pairs(config: "Config") -> Warnings:
    """Return the methods that mix examples of a batch, where a batch has one."""
    alone = config.training.batch_size == 1
    methods = config.regularizers.items() if alone else ()
    pairs = [name for name, method in methods if method.group == "pairs" or name == "feature_mixup"]
    text = "changes nothing: in batches of one example there is no other to mix it with"
    return [(f"regularizers.{name}", text) for name in pairs]


def _idle_schedule(config: "Config") -> Warnings:
    schedule, epochs = config.schedule, config.training.epochs
    found: Warnings = []
    if not epochs:
        return found
    if schedule.warmup_epochs >= epochs:
        found.append(("schedule.warmup_epochs", f"the warm-up is not over when training ends after {epochs} epochs"))
    if isinstance(schedule, Step) and schedule.every >= epochs:
        found.append(("schedule.every", f"changes nothing: training ends after {epochs} epochs"))
    return found
