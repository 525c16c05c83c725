"""Small runs for the contract suite, and what is compared of them."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from trainer.engine.checkpoint import BEST, LAST
from trainer.engine.run import Outcome, train_config
from trainer.plan.config import Config
from trainer.plan.parse import parse_config
from trainer.regularizers.base import Regularizer

Tensors = dict[str, torch.Tensor]

STEPS_PER_EPOCH = 6
MID_EPOCH = STEPS_PER_EPOCH + 2


def configuration(methods: dict[str, Any], start: Path | None = None) -> Config:
    """Return a small run on digits: three classes, three epochs of six steps; with a start, from a network for four."""
    return parse_config(
        {
            "data": {"name": "digits", "classes": ["0", "1", "2"] if start else ["0", "1", "2", "3"]},
            "network": {
                "name": "small_cnn",
                "width": 4,
                "depth": 2,
                "start": f"file:{start}" if start else "none",
            },
            "optimizer": {"name": "adam", "lr": 0.01},
            "training": {"epochs": 3, "batch_size": 64, "measured_examples": 32, "select": "last", "device": "cpu"},
            "regularizers": methods,
        }
    )


def example(method: type[Regularizer]) -> dict[str, Any]:
    """Return the settings with which the suite trains: the class's own example, else its defaults."""
    return dict(method.example)


def train(config: Config, folder: Path, *, stop_after: int | None = None) -> Outcome:
    """Do a run, or go on with it, and let nothing but success pass."""
    outcome = train_config(config, 1, folder, stop_after=stop_after)
    assert outcome.status == ("stopped" if stop_after else "finished"), f"{outcome.reason} {outcome.advice}"
    return outcome


def kept(folder: Path) -> Tensors:
    """Return the weights that a run keeps: what averaging methods made of the last ones."""
    return load_file(folder / BEST)


def everything(folder: Path) -> Tensors:
    """Return all tensors of a run's end: kept weights, last weights, the optimizer's state, what methods remember."""
    return {f"kept.{name}": value for name, value in kept(folder).items()} | load_file(folder / LAST)


def differences(one: Tensors, other: Tensors) -> list[str]:
    """Return the names of the tensors that are not the same bit for bit."""
    return [name for name in sorted({*one, *other}) if not same(one.get(name), other.get(name))]


def same(one: torch.Tensor | None, other: torch.Tensor | None) -> bool:
    """Say whether two tensors hold the same bits."""
    if one is None or other is None:
        return False
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(one.nan_to_num(), other.nan_to_num())
