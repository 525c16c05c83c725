"""Read a CSV file into numbers and labels; whatever is wrong with it is said with its line, column and value."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import did_you_mean
from trainer.data.examples import DataError
from trainer.settings.problems import one_of, shown

if TYPE_CHECKING:
    import numpy as np

CHUNK = 256
"""Rows that are turned into numbers at a time: few, so that their texts stay in the processor's cache."""
MISSING = ("", "na", "n/a", "nan", "null", "none", "?")

Row = tuple[int, list[str]]
"""The line at which a row ends, and its cells."""


@dataclass(frozen=True)
class Table:
    """Rows of features with their labels. `values` is (N, F) float32; `lines` says where each row ends in the file."""

    file: Path
    columns: tuple[str, ...]
    values: "np.ndarray"
    labels: list[str]
    lines: list[int]

    def in_order_of(self, columns: tuple[str, ...]) -> "Table":
        """Return the table with its columns in another order, or raise a `DataError` where they are others."""
        if self.columns == columns:
            return self
        for names, others, text in ((columns, self.columns, "is missing"), (self.columns, columns, "is not expected")):
            odd = next((name for name in names if name not in others), None)
            if odd is not None:
                raise DataError(
                    f"{self.file}: column {shown(odd)} {text}; all files must have the columns of train.csv"
                )
        places = [self.columns.index(name) for name in columns]
        return replace(self, columns=columns, values=self.values[:, places])


def read_table(file: Path, label: str, ignore: frozenset[str], separator: str) -> Table:
    """Read a file whose first line names its columns, or raise a `DataError`."""
    with _opened(file, separator) as reader:
        return _read(file, reader, label, ignore)


def feature_columns(file: Path, label: str, ignore: frozenset[str], separator: str) -> tuple[str, ...]:
    """Return the names of a file's feature columns, or raise a `DataError` where its first line is not right."""
    with _opened(file, separator) as reader:
        header, features = _columns(file, reader, label, ignore)
        return tuple(header[place] for place in features)


def read_labels(file: Path, label: str, separator: str) -> set[str]:
    """Return the labels that a file has, without reading its numbers, or raise a `DataError`."""
    with _opened(file, separator) as reader:
        header, _ = _columns(file, reader, label, frozenset())
        own = header.index(label)
        return {_label(file, line, label, cells[own]) for line, cells in _rows(file, reader, len(header))}


@contextmanager
def _opened(file: Path, separator: str) -> "Iterator[Iterator[list[str]]]":
    """Give the rows of a file; what goes wrong as they are read becomes a `DataError`."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            yield csv.reader(stream, delimiter=separator, skipinitialspace=True)
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: is no text in UTF-8 ({error.reason}); save it as UTF-8") from error
    except csv.Error as error:
        raise DataError(f"{file}: is no CSV file ({error})") from error
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error


def cell_error(table: Table, row: int, column: int, text: str) -> DataError:
    """Return the error about one value of a table."""
    return _error(table.file, table.lines[row], table.columns[column], text)


def _read(file: Path, reader: "Iterator[list[str]]", label: str, ignore: frozenset[str]) -> Table:
    import numpy as np

    header, features = _columns(file, reader, label, ignore)
    own = header.index(label)
    columns = tuple(header[place] for place in features)
    chunks: list[np.ndarray] = []
    labels: list[str] = []
    lines: list[int] = []
    rows = _rows(file, reader, len(header))
    while chunk := list(islice(rows, CHUNK)):
        chunks.append(_numbers(file, columns, [(line, [cells[i] for i in features]) for line, cells in chunk]))
        labels += [_label(file, line, label, cells[own]) for line, cells in chunk]
        lines += [line for line, _ in chunk]
    if not chunks:
        raise DataError(f"{file}: there are no rows below the line that names the columns")
    return Table(file, columns, np.concatenate(chunks), labels, lines)


def _columns(
    file: Path, reader: "Iterator[list[str]]", label: str, ignore: frozenset[str]
) -> tuple[list[str], list[int]]:
    """Read the first line and return the names of all columns, and the places of the features."""
    header = _header(file, next(reader, []), label, ignore)
    features = [place for place, name in enumerate(header) if name != label and name not in ignore]
    if not features:
        raise DataError(f"{file}: no feature column is left beside the label {shown(label)}")
    return header, features


def _header(file: Path, cells: Sequence[str], label: str, ignore: frozenset[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise DataError(f"{file}: is empty; its first line is to name the columns")
    for setting, wanted in (("label", [label]), ("ignore", sorted(ignore))):
        for name in wanted:
            if name not in names:
                near = did_you_mean(name, names) or f"; the columns are {one_of(names).removeprefix('one of ')}"
                raise DataError(f"{file}: there is no column {shown(name)}, which data.{setting} names{near}", setting)
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise DataError(f"{file}:1: two columns are called {shown(twice)}; give each a name of its own")
    return names


def _rows(file: Path, reader: "Iterator[list[str]]", width: int) -> Iterator[Row]:
    """Yield the rows that are not blank, with the line at which each ends."""
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]  # of the csv module's reader
        if not cells:
            continue
        if len(cells) != width:
            raise DataError(f"{file}:{line}: {len(cells)} values, but the first line names {width} columns")
        yield line, cells


def _label(file: Path, line: int, column: str, cell: str) -> str:
    name = cell.strip()
    if not name:
        raise _error(file, line, column, "the label is missing; give the row its class or leave it out")
    return name


def _numbers(file: Path, columns: tuple[str, ...], rows: list[Row]) -> "np.ndarray":
    import numpy as np

    try:
        with np.errstate(over="ignore"):
            values = np.array([list(map(float, cells)) for _, cells in rows], dtype=np.float32)
    except ValueError:
        values = None
    if values is None or not np.isfinite(values).all():
        raise _first_error(file, columns, rows)
    return values


def _first_error(file: Path, columns: tuple[str, ...], rows: list[Row]) -> DataError:
    """Return what is wrong with the first cell that is no number."""
    for line, cells in rows:
        for column, cell in zip(columns, cells, strict=True):
            text = _wrong_with(cell.strip())
            if text:
                return _error(file, line, column, text)
    return DataError(f"{file}: a value is no number")


def _wrong_with(cell: str) -> str:
    if cell.lower() in MISSING:
        return f"the value is missing ({shown(cell)}); fill it in, drop the row, or name the column in data.ignore"
    try:
        value = abs(float(cell))
    except ValueError:
        return f"{shown(cell)} is no number; write numbers, or name the column in data.ignore"
    return "" if value < 3.4e38 else f"{shown(cell)} is too large a number"


def _error(file: Path, line: int, column: str, text: str) -> DataError:
    return DataError(f"{file}:{line}: column {shown(column)}: {text}")
