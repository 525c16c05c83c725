"""Checkpoints as safetensors with JSON in their metadata: everything to resume from, and the weights that are kept."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from trainer.data.preprocessing import Preprocessing
from trainer.engine.packing import pack, unpack
from trainer.engine.weights import MISSHAPEN, WeightsError, told, weights_content

REMEDY = "put the file back, or remove it and let the run begin anew"
CHECKSUM = "checksum"


def state_content(state: dict[str, Any]) -> bytes:
    """Return nested state as a file's content."""
    tensors: dict[str, Tensor] = {}
    text = json.dumps(pack(state, "state", tensors))
    return weights_content(tensors, {"state": text, CHECKSUM: _checksum(text, tensors)})


def load_state(path: Path) -> dict[str, Any]:
    """Return the state whose `state_content` a file holds, its tensors on the CPU; a WeightsError for a damaged one."""
    try:
        with safe_open(path, "pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dictionary
            metadata = file.metadata()
        text = metadata["state"]
        if metadata.get(CHECKSUM, "") not in ("", _checksum(text, tensors)):
            raise ValueError("it is not what was written: its checksum is another")
        state: dict[str, Any] = unpack(json.loads(text), tensors)
    except (SafetensorError, OSError, *MISSHAPEN) as error:
        raise WeightsError(f"{path}: is no whole checkpoint ({told(error)}); {REMEDY}") from error
    return state


def _checksum(text: str, tensors: dict[str, Tensor]) -> str:
    """Return what is another where a state has other entries, or tensors of other forms; their values do not count."""
    forms = [(name, str(tensors[name].dtype), tuple(tensors[name].shape)) for name in sorted(tensors)]
    return f"{zlib.crc32(f'{text}{forms}'.encode()):08x}"


@contextmanager
def fitting(path: Path) -> Iterator[None]:
    """Tell in a sentence of a checkpoint whose state does not fit the run that is to take it."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except (RuntimeError, *MISSHAPEN) as error:
        raise WeightsError(f"{path}: does not hold the state of this run ({told(error)}); {REMEDY}") from error


def model_content(model: nn.Module, preprocessing: Preprocessing, about: dict[str, Any]) -> bytes:
    """Return a model's plain state dict as a file's content, with what it needs of its inputs."""
    metadata = {name: str(value) for name, value in about.items()}
    return weights_content(model.state_dict(), metadata | {"preprocessing": preprocessing.to_json()})
