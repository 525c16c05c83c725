"""Checkpoints as safetensors with JSON in their metadata: everything to resume from, and the weights that are kept."""

import json
from pathlib import Path
from typing import Any

from safetensors import safe_open
from torch import Tensor, nn

from store.run import BEST, LAST, PREDICTIONS
from trainer.data.preprocessing import Preprocessing
from trainer.engine.packing import pack, unpack
from trainer.engine.weights import weights_content

__all__ = ["BEST", "LAST", "PREDICTIONS", "load_state", "model_content", "state_content"]


def state_content(state: dict[str, Any]) -> bytes:
    """Return nested state as a file's content."""
    tensors: dict[str, Tensor] = {}
    text = json.dumps(pack(state, "state", tensors))
    return weights_content(tensors, {"state": text})


def load_state(path: Path) -> dict[str, Any]:
    """Return the state whose `state_content` a file holds, its tensors on the CPU."""
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dictionary
        state: dict[str, Any] = unpack(json.loads(file.metadata()["state"]), tensors)
    return state


def model_content(model: nn.Module, preprocessing: Preprocessing, about: dict[str, Any]) -> bytes:
    """Return a model's plain state dict as a file's content, with what it needs of its inputs."""
    metadata = {name: str(value) for name, value in about.items()}
    return weights_content(model.state_dict(), metadata | {"preprocessing": preprocessing.to_json()})
