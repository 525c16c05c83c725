"""Where a run stands, as nested state: everything that a resume needs to end bit for bit like an unbroken run."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from trainer.engine.loop import Loop


@dataclass
class Clock:
    """Seconds and pictures, counted on through stops and resumes."""

    epoch: float = 0.0
    """Seconds of the epoch in progress."""
    steps: float = 0.0
    """Seconds of it that its steps took."""
    training: float = 0.0
    """Seconds that all steps of the run took."""
    images: int = 0
    """Examples that all steps of the run took in."""


def state_of(loop: "Loop") -> dict[str, Any]:
    """Return the state of a run between two steps. Chance is in it by the position alone."""
    ctx = loop.ctx
    return {
        "position": {"epoch": ctx.epoch, "step": ctx.step, "stop_reason": ctx.stop_reason, "lr": ctx.lr},
        "model": dict(ctx.model.state_dict()),
        "optimizer": ctx.optimizer.state_dict(),
        "scaler": loop.stepper.scaler.state_dict(),
        "memories": ctx.memories,
        "metrics": ctx.metrics,
        "effects": ctx.effects,
        "warnings": ctx.warnings,
        "loss_sum": loop.loss_sum,
        "best": {"epoch": loop.best_epoch, "value": loop.best_value},
        "clock": asdict(loop.clock),
    }


def restore(loop: "Loop", state: dict[str, Any]) -> None:
    """Bring a run that was only just built to a state of `state_of`."""
    ctx = loop.ctx
    for name, value in state["position"].items():
        setattr(ctx, name, value)
    ctx.model.load_state_dict(state["model"])
    ctx.optimizer.load_state_dict(state["optimizer"])
    _lay_out_like_parameters(ctx.optimizer)
    loop.stepper.scaler.load_state_dict(state["scaler"])
    for name, memory in state["memories"].items():
        kept = ctx.memories.setdefault(name, {})
        kept.clear()
        kept.update(_on_device(memory, ctx.device))
    ctx.metrics, ctx.effects, ctx.warnings = state["metrics"], state["effects"], state["warnings"]
    loop.loss_sum.copy_(state["loss_sum"])
    loop.best_epoch, loop.best_value = state["best"]["epoch"], state["best"]["value"]
    loop.clock = Clock(**state["clock"])


def _lay_out_like_parameters(optimizer: torch.optim.Optimizer) -> None:
    """Give what an optimizer remembers the strides of its parameters again, which a checkpoint does not keep.

    Fused kernels walk through both in the order of memory: with channels last, momentum would meet other weights.
    """
    for parameter, remembered in optimizer.state.items():
        for name, value in remembered.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                remembered[name] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)


def _on_device(value: Any, device: torch.device) -> Any:
    if isinstance(value, Tensor):
        return value.to(device)
    if isinstance(value, dict):
        return {name: _on_device(item, device) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_on_device(item, device) for item in value)
    return value
