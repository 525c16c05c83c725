"""The trackers that are known here, and which of them wrote what lies at a path."""

import shutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun
from store.format import FILE


class Tracker(NamedTuple):
    """A format: the module that reads and writes it, how its files are told, and what a person calls it."""

    module: str
    signs: tuple[str, ...]
    """Patterns of file names: of the path itself, or of what lies in it."""
    said: str
    writes: bool = True
    reads_folders: bool = False
    """Whether the module reads whole folders; else it is given each file in them."""


TRACKERS = {
    "mlflow": Tracker("mlflow", ("*.db", "*.sqlite", "meta.yaml"), "a folder or file of MLflow", reads_folders=True),
    "tensorboard": Tracker("tensorboard", ("*tfevents*",), "event files of TensorBoard", reads_folders=True),
    "csv": Tracker("csvfile", ("*.csv",), "CSV files, a row an epoch"),
    "jsonl": Tracker("jsonlines", ("*.jsonl", "*.ndjson"), "JSON lines, a line an epoch"),
}
"""In the order in which they are looked for: beside what the first ones keep, there may be files of the last ones."""


def tracker_of(path: Path) -> str:
    """Return which tracker wrote what lies at a path."""
    _require_there(path)
    for name, tracker in TRACKERS.items():
        if any(path.match(sign) or (path.is_dir() and any(path.rglob(sign))) for sign in tracker.signs):
            return name
    known = ", ".join(f"{tracker.said} ({name})" for name, tracker in TRACKERS.items())
    raise StoreError(f"{path}: this is none of what is known here: {known}")


def read_runs(path: Path, tracker: str) -> list[ForeignRun]:
    """Return the runs that lie at a path; of a folder those of every file in it that the tracker may have written."""
    _require_there(path)
    signs = TRACKERS[tracker].signs
    one = not path.is_dir() or TRACKERS[tracker].reads_folders
    files = [path] if one else sorted(file for sign in signs for file in path.rglob(sign))
    try:
        return [run for file in files for run in _module(tracker).read(file)]
    except OSError as error:
        raise StoreError(f"{path}: it cannot be read ({error.strerror or error})") from None


def write_runs(runs: Sequence[ForeignRun], path: Path, tracker: str) -> None:
    """Write runs for a tracker to a path at which nothing lies yet."""
    if path.exists():
        raise StoreError(f"{path}: is there already; export to a new name")
    try:
        _module(tracker).write(runs, path)
    except BaseException as error:
        _remove(path)
        if not isinstance(error, OSError):
            raise
        raise StoreError(f"{path}: it cannot be written ({error.strerror or error})") from None


def _require_there(path: Path) -> None:
    if not path.exists():
        raise StoreError(f"{path}: there is nothing here")
    if (path / FILE).is_file():
        raise StoreError(f"{path}: this is a store of backslide's own; `backslide --store {path}` opens it")


def _remove(path: Path) -> None:
    """Take away what was only half written, to a path at which nothing lay."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _module(tracker: str) -> ModuleType:
    return import_module(f"store.exchange.{TRACKERS[tracker].module}")
