"""Pictures in folders."""

import os
from collections.abc import Iterator
from pathlib import Path

from trainer.data.base import DataSource
from trainer.data.examples import DataError, Examples, Splits
from trainer.data.fingerprint import hash_files
from trainer.data.names import in_order
from trainer.settings.base import setting

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
SPLITS = {"train": ("train", "training"), "validation": ("val", "valid", "validation"), "test": ("test",)}
"""The parts of a data set, with the names that their folders may have."""


class ImageFolder(DataSource):
    """Pictures in a folder for each class: PATH/CLASS/….png, or PATH/train/CLASS/… with val and test beside it.

    Parts that are not there are cut from the training pictures, per class.
    """

    path: Path = setting(..., "The folder that holds the classes' folders, or train, val and test.")

    def read(self) -> Splits:
        import numpy as np

        found = {part: _by_class(folder) for part, folder in self._folders().items()}
        names = in_order(name for classes in found.values() for name in classes)
        parts = {}
        for part, classes in found.items():
            files = [file for name in names for file in classes.get(name, ())]
            labels = [place for place, name in enumerate(names) for _ in classes.get(name, ())]
            parts[part] = Examples(list(files), np.array(labels, dtype=np.int64))
        return Splits("images", names, parts["train"], parts.get("validation"), parts.get("test"))

    def check(self) -> None:
        """Look for the folders of the classes, and for pictures in each."""
        for folder in self._folders().values():
            _by_class(folder)

    def class_names(self) -> tuple[str, ...]:
        return in_order(entry.name for folder in self._folders().values() for entry in _class_folders(folder))

    def fingerprint(self) -> str:
        folders = self._folders().values()
        return hash_files((file for folder in folders for file in _pictures(folder)), self.path)

    def _folders(self) -> dict[str, Path]:
        if not self.path.is_dir():
            told = f"{self.path}: no such folder; data.path is the folder that holds the classes' folders"
            raise DataError(told, "path")
        there = {
            part: self.path / name for part, names in SPLITS.items() for name in names if (self.path / name).is_dir()
        }
        return there if "train" in there else {"train": self.path}


def _by_class(folder: Path) -> dict[str, list[Path]]:
    """Return the pictures of each class, in the order of their names."""
    found = {entry.name: list(_pictures(entry)) for entry in _class_folders(folder)}
    empty = next((name for name, files in found.items() if not files), None)
    if empty is not None:
        raise DataError(
            f"{folder / empty}: no picture in it; fill or remove the folder ({', '.join(ENDINGS)} are read)", "path"
        )
    if len(found) < 2:
        told = f"{folder}: {len(found) or 'no'} folder of pictures, but each of two classes or more needs one"
        raise DataError(told, "path")
    return found


def _class_folders(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _pictures(folder: Path) -> Iterator[Path]:
    """Yield the pictures below a folder, however deep, hidden ones aside."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield Path(place, name)
