"""Small data sets on disk for tests."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from trainer.data.examples import Examples


def write_table(file: Path, rows: Sequence[Sequence[object]], header: str = "a,b,label") -> Path:
    """Write a CSV file."""
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def many_rows(count: int = 60, shift: float = 0) -> list[tuple[float, float, str]]:
    """Return rows of two features of three classes."""
    return [(i + shift, i / 2, ("oak", "elm", "ash")[i % 3]) for i in range(count)]


def write_pictures(folder: Path, per_class: dict[str, int], side: int = 6, mode: str = "RGB") -> Path:
    """Write PNG files, CLASS/NUMBER.png, each with a grey level of its own."""
    for name, count in per_class.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            Image.new("L", (side, side), (37 * i + 11 * len(name)) % 256).convert(mode).save(folder / name / f"{i}.png")
    return folder


def labels_of(examples: Examples) -> list[int]:
    """Return the labels as a list."""
    return [int(label) for label in examples.labels]


def counts(examples: Examples, classes: int) -> list[int]:
    """Return how many examples each class has."""
    return [int(count) for count in np.bincount(examples.labels, minlength=classes)]
