"""Checkpoints as safetensors with JSON in their metadata: everything to resume from, and the weights that are kept."""

import json
from pathlib import Path
from typing import Any

from safetensors import safe_open
from torch import Tensor, nn

from trainer.data.preprocessing import Preprocessing
from trainer.engine.packing import pack, unpack
from trainer.engine.weights import write_weights

LAST, BEST, PREDICTIONS = "last.safetensors", "best.safetensors", "predictions.safetensors"


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write nested state, whole or not at all."""
    tensors: dict[str, Tensor] = {}
    text = json.dumps(pack(state, "state", tensors))
    write_weights(path, tensors, {"state": text})


def load_state(path: Path) -> dict[str, Any]:
    """Return the state that `save_state` wrote, its tensors on the CPU."""
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dictionary
        state: dict[str, Any] = unpack(json.loads(file.metadata()["state"]), tensors)
    return state


def save_weights(path: Path, model: nn.Module, preprocessing: Preprocessing, about: dict[str, Any]) -> None:
    """Write a model's plain state dict under its own parameter names, with what it needs of its inputs."""
    metadata = {name: str(value) for name, value in about.items()}
    write_weights(path, model.state_dict(), metadata | {"preprocessing": preprocessing.to_json()})
