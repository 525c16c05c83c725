"""Nested state (optimizer, scaler, what methods remember) as flat tensors and JSON, and back; no pickle."""

from typing import Any

from torch import Tensor, contiguous_format

TENSOR, TUPLE, PAIRS = "$tensor", "$tuple", "$pairs"


def pack(value: Any, prefix: str, tensors: dict[str, Tensor]) -> Any:
    """Return what JSON can hold of a nested value; its tensors go into `tensors` under names that begin with `prefix`.

    Dictionaries whose keys are no plain strings become lists of pairs, tuples are marked. Anything else is a TypeError.
    """
    if isinstance(value, Tensor):
        if prefix in tensors:
            prefix = f"{prefix}#{len(tensors)}"
        tensors[prefix] = value.detach().clone(memory_format=contiguous_format)
        return {TENSOR: prefix}
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: pack(item, f"{prefix}.{key}", tensors) for key, item in value.items()}
        return {PAIRS: [[key, pack(item, f"{prefix}.{key}", tensors)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        items = [pack(item, f"{prefix}.{place}", tensors) for place, item in enumerate(value)]
        return {TUPLE: items} if isinstance(value, tuple) else items
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{prefix}: a checkpoint holds tensors, numbers and texts, not {type(value).__name__}")


def unpack(value: Any, tensors: dict[str, Tensor]) -> Any:
    """Return the nested value that `pack` was given."""
    if isinstance(value, list):
        return [unpack(item, tensors) for item in value]
    if not isinstance(value, dict):
        return value
    if TENSOR in value:
        return tensors[value[TENSOR]]
    if TUPLE in value:
        return tuple(unpack(item, tensors) for item in value[TUPLE])
    if PAIRS in value:
        return {key: unpack(item, tensors) for key, item in value[PAIRS]}
    return {key: unpack(item, tensors) for key, item in value.items()}
