"""What is done to an example before a network sees it; kept with the weights, because they mean nothing without it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from store.errors import StoreError
from store.tensors import METADATA, read_header

KINDS = ("images", "features")


@dataclass(frozen=True)
class Preprocessing:
    """The form of the inputs and how they are normalized."""

    kind: str
    """`images` or `features`."""
    shape: tuple[int, ...]
    """What the network takes: (C, H, W), or (F,)."""
    channels: int
    """Channels of the pictures before normalization, which repeats one where three are wanted; 0 for features."""
    mean: tuple[float, ...]
    """Of the values in 0…1, one for each of the network's channels; or of the raw features, one each."""
    deviation: tuple[float, ...]
    class_names: tuple[str, ...]
    columns: tuple[str, ...] = ()
    """Names of the feature columns, in order, where they have names."""

    def to_json(self) -> str:
        """Return it as JSON, which the metadata of a weights file holds under `preprocessing`."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Preprocessing":
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        plain: dict[str, Any] = {name: _frozen(value) for name, value in fields.items()}
        return cls(**plain)

    def is_whole(self) -> bool:
        """Say whether the fields hold what they are to hold; those of a damaged file may hold anything."""
        lists = {"shape": (int,), "mean": (int, float), "deviation": (int, float), "class_names": str, "columns": str}
        fit = all(_all_are(getattr(self, name), types) for name, types in lists.items())
        return fit and self.kind in KINDS and isinstance(self.channels, int)


def _all_are(values: Any, types: Any) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, types) for value in values)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def read_metadata(file: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file, without torch; a StoreError where the file is damaged."""
    metadata: dict[str, str] = read_header(file).get(METADATA, {})
    return metadata


def preprocessing_of(file: Path) -> Preprocessing | None:
    """Return what a run kept beside its weights, or None for weights from elsewhere."""
    text = read_metadata(file).get("preprocessing")
    if text is None:
        return None
    try:
        found = Preprocessing.from_json(text)
    except (TypeError, ValueError, AttributeError, RecursionError):
        found = None
    if found is None or not found.is_whole():
        raise StoreError(f"{file}: what it says of the inputs that its weights are for is damaged")
    return found
