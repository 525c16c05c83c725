"""Two sets of small pictures: the digits of scikit-learn, and letters that Pillow draws; balanced, or not."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from trainer.data.split import cut

Pictures = tuple[NDArray[np.uint8], list[str]]
"""Grey pictures (N×height×width), and the class of each."""
LETTERS = "cmopqsuvwz"
SIDE = 16
LETTERS_OF_A_CLASS = 240
FEW = 3
"""Training examples of a class that hardly occurs in the unbalanced set."""


def digits() -> Pictures:
    """Return the 1,797 digits of scikit-learn, 8×8."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.images * (255 / 16)).round().astype(np.uint8), [str(label) for label in found.target]


def letters() -> Pictures:
    """Return letters in Pillow's own font, 16×16, turned, moved, faded and covered with noise by a fixed seed."""
    chance = np.random.default_rng(3)
    labels = [letter for letter in LETTERS for _ in range(LETTERS_OF_A_CLASS)]
    return np.stack([_letter(letter, chance) for letter in labels]), labels


def _letter(letter: str, chance: np.random.Generator) -> NDArray[np.uint8]:
    image = Image.new("L", (SIDE, SIDE))
    place = tuple(SIDE / 2 + chance.uniform(-2, 2, 2))
    font = ImageFont.load_default(float(chance.uniform(9, 13)))
    ImageDraw.Draw(image).text(place, letter, fill=255, font=font, anchor="mm")
    turned = image.rotate(float(chance.uniform(-25, 25)), Image.Resampling.BILINEAR)
    values = np.asarray(turned) * chance.uniform(0.4, 1.0) + chance.normal(0, 18, (SIDE, SIDE))
    return values.clip(0, 255).astype(np.uint8)


SETS: dict[str, Callable[[], Pictures]] = {"digits": digits, "letters": letters}


def write_set(name: str, folder: Path, rare: tuple[str, ...]) -> None:
    """Write `balanced` and `unbalanced`; in the training set of the second one, the `rare` classes hardly occur."""
    pictures, labels = SETS[name]()
    codes = np.unique(labels, return_inverse=True)[1]
    rest, test = cut(codes, 0.3, 0, "test")
    train, val = cut(codes[rest], 0.25, 0, "validation")
    parts = {"train": rest[train], "val": rest[val], "test": test}
    _write(folder / "balanced", parts, pictures, labels)
    _write(folder / "unbalanced", parts | {"train": _thinned(parts["train"], labels, rare)}, pictures, labels)


def _thinned(places: NDArray[np.int64], labels: list[str], rare: tuple[str, ...]) -> NDArray[np.int64]:
    seen = dict.fromkeys(rare, 0)
    kept = []
    for place in places:
        label = labels[place]
        seen[label] = seen.get(label, 0) + 1
        if label not in rare or seen[label] <= FEW:
            kept.append(place)
    return np.array(kept)


def _write(folder: Path, parts: dict[str, NDArray[np.int64]], pictures: NDArray[np.uint8], labels: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pixels = pictures.reshape(len(pictures), -1)
    for part, places in parts.items():
        with (folder / f"{part}.csv").open("w", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([*(f"p{place}" for place in range(pixels.shape[1])), "label"])
            writer.writerows([*pixels[place], labels[place]] for place in places)
