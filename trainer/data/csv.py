"""Tables in CSV files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from trainer.data.base import DataSource
from trainer.data.examples import DataError, Examples, Lines, Splits
from trainer.data.fingerprint import hash_files
from trainer.data.names import in_order
from trainer.data.table import Table, cell_error, feature_columns, read_labels, read_table
from trainer.settings.base import setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

LOOKED_AT = 16 * 2**20
"""Bytes of files up to which their labels are read for a look."""
Side = Annotated[int, Field(ge=1, le=4096)]


class Csv(DataSource):
    """Rows of numbers with a label: a folder with train.csv and, if there, val.csv and test.csv, or a single file.

    The first line names the columns. Every column but the label's (and those to `ignore`) is a feature; with `shape`
    they are the pixels of a picture. What a folder does not have is cut from its train.csv, per class.
    """

    kind: ClassVar[str] = "either"

    path: Path = setting(..., "A folder with train.csv, or one CSV file.")
    label: str = setting("label", "Name of the column that holds the class.", min_length=1)
    ignore: tuple[str, ...] = setting((), "Names of columns that are no features (an identity, say).")
    shape: tuple[Side, ...] | None = setting(
        None,
        "Pixel columns: [height, width], or [height, width, 3] with each pixel's red, green and blue side by side.",
        min_length=2,
        max_length=3,
    )
    separator: str = setting(",", "The character between two values.", min_length=1, max_length=1)

    @classmethod
    def kind_with(cls, settings: "Mapping[str, Any]") -> str:
        return "features" if settings.get("shape") is None else "images"

    def read(self) -> Splits:
        tables = {use: self._table(file) for use, file in self._files().items()}
        columns = tables["train"].columns
        names = in_order(label for table in tables.values() for label in table.labels)
        parts = {use: self._examples(table.in_order_of(columns), names) for use, table in tables.items()}
        train, others = parts.pop("train"), {"validation": parts.get("val"), "test": parts.get("test")}
        return Splits(self.kind_with({"shape": self.shape}), names, train, **others, columns=self._names(columns))

    def check(self) -> None:
        """Read the first line of every file: the columns that the settings name must be there, and fit `shape`."""
        for file in self._files().values():
            columns = feature_columns(file, self.label, frozenset(self.ignore), self.separator)
            if self.shape is not None:
                _require_pixels(file, len(columns), self.shape)

    def class_names(self) -> tuple[str, ...] | None:
        """Return the names in the column of the label, where the files are small enough for a look."""
        files = list(self._files().values())
        if sum(file.stat().st_size for file in files) > LOOKED_AT:
            return None
        return in_order(name for file in files for name in read_labels(file, self.label, self.separator)) or None

    def example_shape(self) -> tuple[int, ...]:
        if self.shape is not None:
            height, width, channels = (*self.shape, 1)[:3]
            return channels, height, width
        return (len(feature_columns(self._files()["train"], self.label, frozenset(self.ignore), self.separator)),)

    def fingerprint(self) -> str:
        files = list(self._files().values())
        return hash_files(files, files[0].parent)

    def _files(self) -> dict[str, Path]:
        """Return the files by their use: train, val, test."""
        if self.path.is_file():
            return {"train": self.path}
        files = {use: self.path / f"{use}.csv" for use in ("train", "val", "test")}
        there = {use: file for use, file in files.items() if file.is_file()}
        if "train" not in there:
            missing = (
                f"{self.path}: no train.csv in it" if self.path.is_dir() else f"{self.path}: no such file or folder"
            )
            raise DataError(f"{missing}; data.path is a CSV file, or a folder with train.csv", "path")
        return there

    def _table(self, file: Path) -> Table:
        return read_table(file, self.label, frozenset(self.ignore), self.separator)

    def _names(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return () if self.shape else columns

    def _examples(self, table: Table, names: tuple[str, ...]) -> Examples:
        import numpy as np

        places = {name: place for place, name in enumerate(names)}
        labels = np.array([places[label] for label in table.labels], dtype=np.int64)
        inputs = table.values if self.shape is None else _pixels(table, self.shape)
        return Examples(inputs, labels, Lines(table.file, np.array(table.lines, dtype=np.int64)))


def _require_pixels(file: Path, columns: int, shape: tuple[int, ...]) -> None:
    """Raise a `DataError` where so many columns are not the pixels of pictures of a shape."""
    height, width, channels = (*shape, 1)[:3]
    if channels not in (1, 3):
        raise DataError(f"data.shape: the third number is 1 for grey or 3 for colour, not {channels}", "shape")
    if columns != height * width * channels:
        need = f"{'×'.join(map(str, shape))} needs {height * width * channels}"
        raise DataError(f"{file}: {columns} pixel columns, but data.shape {need}", "shape")


def _pixels(table: Table, shape: tuple[int, ...]) -> "np.ndarray":
    """Return rows as pictures (N, H, W, C) uint8."""
    import numpy as np

    _require_pixels(table.file, len(table.columns), shape)
    height, width, channels = (*shape, 1)[:3]
    wrong = (table.values < 0) | (table.values > 255) | (table.values != np.rint(table.values))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        value = f"{table.values[row, column]:g}"
        raise cell_error(table, int(row), int(column), f"{value} is no pixel; pixels are whole numbers from 0 to 255")
    return table.values.astype(np.uint8).reshape(-1, height, width, channels)
