"""What is done to an example before a network sees it; kept with the weights, because they mean nothing without it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


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


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def read_metadata(file: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file, without torch: its header is JSON after eight bytes of length."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    metadata = header.get("__metadata__", {})
    return {str(name): str(value) for name, value in metadata.items()}


def preprocessing_of(file: Path) -> Preprocessing | None:
    """Return what a run kept beside its weights, or None for weights from elsewhere."""
    text = read_metadata(file).get("preprocessing")
    return None if text is None else Preprocessing.from_json(text)
