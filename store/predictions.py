"""What runs said of each example, read without torch."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import as_damage
from store.run import PREDICTIONS
from store.tensors import METADATA, read_header

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from store.run import Run

SPLITS = ("test", "val", "source")
_TYPES = {"F32": "<f4", "F64": "<f8", "I64": "<i8", "I32": "<i4"}


@dataclass(frozen=True)
class Predictions:
    """What a run says of the examples of one split, in their fixed order, by the weights that it was tested with."""

    logits: "NDArray[np.float32]"
    """Of shape (examples, classes)."""
    labels: "NDArray[np.int64]"
    """The true class of each example, of shape (examples,)."""
    classes: tuple[str, ...]

    @cached_property
    def predicted(self) -> "NDArray[np.int64]":
        """The class that each example is taken for."""
        found: NDArray[np.int64] = self.logits.argmax(1)
        return found

    def true_class(self, place: int) -> str:
        """Return the name of the class that an example is of."""
        return self.classes[int(self.labels[place])]

    @cached_property
    def right(self) -> "NDArray[np.bool_]":
        """Which examples are taken for what they are."""
        found: NDArray[np.bool_] = self.predicted == self.labels
        return found


def read_predictions(run: "Run", split: str = "test") -> Predictions | None:
    """Return what a run said of a split, or None where it kept nothing. Raises `StoreError` on a damaged file."""
    path = run.folder / PREDICTIONS
    if not path.is_file():
        return None
    header = read_header(path)
    if f"{split}.logits" not in header or f"{split}.labels" not in header:
        return None
    logits, labels = (_read(path, header, f"{split}.{name}") for name in ("logits", "labels"))
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise StoreError(f"{path}: has {split}.logits of shape {logits.shape} for labels of shape {labels.shape}")
    if labels.size and not 0 <= labels.min() <= labels.max() < logits.shape[1]:
        raise StoreError(f"{path}: has {split}.labels that are none of its {logits.shape[1]} classes")
    return Predictions(logits, labels, _classes(header, split, logits.shape[1]))


def _read(path: "Path", header: dict[str, Any], name: str) -> Any:
    import numpy as np

    entry = header[name]
    if entry["dtype"] not in _TYPES:
        raise StoreError(f"{path}: {name} has values of type {entry['dtype']}, which predictions do not have")
    begin, end = entry["data_offsets"]
    try:
        with path.open("rb") as file:
            file.seek(8 + int.from_bytes(file.read(8), "little") + begin)
            content = file.read(end - begin)
    except OSError as error:
        raise as_damage(path, error) from None
    return np.frombuffer(content, _TYPES[entry["dtype"]]).reshape(entry["shape"])


def _classes(header: dict[str, Any], split: str, count: int) -> tuple[str, ...]:
    """Return the names of the classes; runs of older versions did not keep them, and they are numbered."""
    try:
        names = json.loads(header.get(METADATA, {}).get(f"{split}.classes", "null"))
    except ValueError:
        names = None
    known = isinstance(names, list) and len(names) == count
    return tuple(map(str, names if known else range(count)))
