"""Files of weights: safetensors, and foreign ones that PyTorch wrote, as long as they hold tensors and nothing else."""

from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from store.files import write_atomically

SAFETENSORS = ".safetensors"
PYTORCH = (".pth", ".pt", ".bin")
WRAPPERS = ("state_dict", "model_state_dict", "model")
"""Keys under which checkpoints of other programs keep the weights."""

LONGEST_REASON = 200
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
"""What working on a value raises that is not of the form that it is to have."""


class WeightsError(Exception):
    """A file of weights cannot be used; one sentence says why and what would be right."""


def read_weights(path: Path) -> dict[str, Tensor]:
    """Return tensors by parameter name, on the CPU. A file that would have to run code to be read is refused."""
    if not path.is_file():
        raise WeightsError(f"{path}: there is no such file of weights")
    if path.suffix == SAFETENSORS:
        return _read_safetensors(path)
    if path.suffix in PYTORCH:
        return _read_pytorch(path)
    raise WeightsError(f"{path}: weights are read from {SAFETENSORS} or {', '.join(PYTORCH)}, not from {path.suffix!r}")


def write_weights(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write tensors as safetensors, whole or not at all. Tensors that share memory are written apart."""
    write_atomically(path, weights_content(tensors, metadata))


def weights_content(tensors: dict[str, Tensor], metadata: dict[str, str]) -> bytes:
    """Return what `write_weights` writes."""
    own = {name: _own(tensor) for name, tensor in tensors.items()}
    return save(own, {"format": "pt", **metadata})


def told(error: Exception) -> str:
    """Return what went wrong with a file's content, as it stands in brackets: short, and on one line."""
    text = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return " ".join(text.split())[:LONGEST_REASON] or type(error).__name__


def _own(tensor: Tensor) -> Tensor:
    tensor = tensor.detach().cpu().contiguous()
    whole = tensor.untyped_storage().nbytes() == tensor.numel() * tensor.element_size()
    return tensor if whole else tensor.clone()


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, OSError, *MISSHAPEN) as error:
        raise WeightsError(f"{path}: is no whole safetensors file ({told(error)})") from error


def _read_pytorch(path: Path) -> dict[str, Tensor]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        text = "holds more than tensors, so reading it would run code: save its state_dict() alone"
        raise WeightsError(f"{path}: {text}") from error
    except (RuntimeError, EOFError, OSError, ValueError) as error:
        raise WeightsError(f"{path}: is no file that PyTorch wrote ({error})") from error
    return _plain(path, content)


def _plain(path: Path, content: Any) -> dict[str, Tensor]:
    """Return the state dict in a file, without the wrappers and prefixes that trainers put round it."""
    for key in WRAPPERS:
        if isinstance(content, dict) and isinstance(content.get(key), dict):
            content = content[key]
    if not isinstance(content, dict) or not any(isinstance(value, Tensor) for value in content.values()):
        raise WeightsError(f"{path}: holds no weights by name: save the state_dict() of the network")
    tensors = {str(name): value for name, value in content.items() if isinstance(value, Tensor)}
    parallel = all(name.startswith("module.") for name in tensors)
    return {name.removeprefix("module."): value for name, value in tensors.items()} if parallel else tensors
