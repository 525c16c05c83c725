"""The header of a safetensors file, read without torch: eight bytes of length, JSON, then the values."""

from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import orjson

from store.errors import StoreError
from store.files import as_damage
from store.forms import is_text, is_whole

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "__metadata__"
LONGEST_HEADER = 100_000_000
"""Bytes beyond which safetensors itself refuses to read a header."""
SIZES = (
    dict.fromkeys(("F64", "I64", "U64", "C64"), 8)
    | dict.fromkeys(("F32", "I32", "U32"), 4)
    | dict.fromkeys(("F16", "BF16", "I16", "U16"), 2)
    | dict.fromkeys(("I8", "U8", "BOOL", "F8_E5M2", "F8_E4M3", "F8_E8M0"), 1)
)
"""Bytes of a value, by type."""


def read_header(path: "Path") -> dict[str, Any]:
    """Return the header of a safetensors file; a StoreError says why it is none, or which part of the file is gone."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            content = file.read(length) if length <= LONGEST_HEADER else b""
        size = path.stat().st_size - 8 - length
    except OSError as error:
        raise as_damage(path, error) from None
    problem, header = _parsed(content, size)
    if problem:
        raise StoreError(f"{path}: is no whole safetensors file ({problem})")
    return header


def _parsed(content: bytes, size: int) -> tuple[str, dict[str, Any]]:
    if size < 0:
        return "it ends within its header, or before it", {}
    try:
        header = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return f"its header is no JSON: {error.msg}", {}
    if not isinstance(header, dict):
        return "its header is no table", {}
    return _problem(header, size), header


def _problem(header: dict[str, Any], size: int) -> str:
    metadata = header.get(METADATA, {})
    if not isinstance(metadata, dict) or not all(map(is_text, metadata.values())):
        return f"{METADATA!r} is to be a table of texts"
    tensors = {name: entry for name, entry in header.items() if name != METADATA}
    for name, entry in tensors.items():
        if not _is_entry(entry):
            return f"the header's entry of {name!r} is damaged"
    places = sorted(tuple(entry["data_offsets"]) for entry in tensors.values())
    if any(end != begin for (_, end), (begin, _) in pairwise([(0, 0), *places])):
        return "its tensors do not lie one behind the other"
    wanted = places[-1][1] if places else 0
    return "" if wanted == size else f"it has {size:,} bytes of values where {wanted:,} are to be"


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not is_text(entry.get("dtype")):
        return False
    shape, place = (_wholes(entry.get(name)) for name in ("shape", "data_offsets"))
    if shape is None or place is None or len(place) != 2:
        return False
    size = SIZES.get(entry["dtype"])
    return size is not None and place[1] - place[0] == prod(shape) * size


def _wholes(value: Any) -> list[int] | None:
    return value if isinstance(value, list) and all(map(is_whole, value)) else None
