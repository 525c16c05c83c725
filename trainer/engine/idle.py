"""Settings outside the methods that change nothing in a run, or not what one would expect."""

from typing import TYPE_CHECKING

from trainer.plan.sections.schedule import Step

if TYPE_CHECKING:
    from trainer.plan.config import Config

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
    return found + _idle_schedule(config)


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
