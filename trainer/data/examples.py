"""Labelled examples as arrays or pictures still to be decoded, before torch has seen them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from PIL.Image import Image

    Picture = Path | Callable[[], Image]


class DataError(Exception):
    """Data cannot be read; one sentence says which file, what is wrong and what would be right.

    `setting` is the one of the source that names what is wrong, where one does.
    """

    def __init__(self, text: str, setting: str = "") -> None:
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True)
class Lines:
    """The lines of a file at which rows end: `numbers` is (N,) int64, from 1."""

    file: "Path"
    numbers: "np.ndarray"


@dataclass(frozen=True)
class Examples:
    """One set of labelled examples.

    `inputs` is an array of pictures (N, H, W, C) uint8, an array of feature rows (N, F) float32, or a list of N
    pictures that are decoded when they are needed: files, or functions that return a PIL image.
    `labels` is an array (N,) int64 of indices into the source's class names. `lines` says where rows were read.
    """

    inputs: "np.ndarray | list[Picture]"
    labels: "np.ndarray"
    lines: Lines | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index: "np.ndarray") -> "Examples":
        """Return the examples at these places."""
        inputs = [self.inputs[i] for i in index] if isinstance(self.inputs, list) else self.inputs[index]
        lines = self.lines and Lines(self.lines.file, self.lines.numbers[index])
        return Examples(inputs, self.labels[index], lines)

    def relabelled(self, labels: "np.ndarray") -> "Examples":
        """Return the same inputs under new labels (N,)."""
        return replace(self, labels=labels)

    def origin(self, place: int) -> str:
        """Return the file, or the line of a file, that an example comes from; nothing where the source has not said."""
        if self.lines is not None:
            return f"{self.lines.file}:{self.lines.numbers[place]}"
        entry = self.inputs[place] if isinstance(self.inputs, list) else None
        return "" if entry is None or callable(entry) else str(entry)


@dataclass(frozen=True)
class Splits:
    """Everything a source has: what it splits itself is kept; a part that is None is cut from `train`."""

    kind: str
    """`images` or `features`."""
    class_names: tuple[str, ...]
    train: Examples
    validation: Examples | None = None
    test: Examples | None = None
    columns: tuple[str, ...] = ()
    """Names of the feature columns, in order."""


@dataclass(frozen=True)
class Assembled:
    """What a configuration asks for: classes chosen, all parts there, `extra` beside the own training examples."""

    kind: str
    class_names: tuple[str, ...]
    train: tuple[Examples, ...]
    validation: Examples
    test: Examples
    columns: tuple[str, ...] = ()
    left_out: int = 0
    """Examples of `extra` that validation or test have too, so that they are not trained on."""
