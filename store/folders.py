"""Folders of runs come and go whole: they are made and unmade under a temporary name, and renamed."""

import os
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import TEMPORARY, hold, sync_folder, write_json
from store.format import FORMAT
from store.ids import is_id, new_id
from store.run import LOCK, NEW_STATE, RECORD, STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Content = dict[str, Any]


def make_folders(
    root: Path, records: "Sequence[Mapping[str, Any]]", states: "Sequence[Mapping[str, Any]]"
) -> list[Path]:
    """Write the folders of new runs; should one of them fail, none is there."""
    contents = [_filled(record, state) for record, state in zip(records, states, strict=True)]
    temporary: list[Path] = []
    made: list[Path] = []
    try:
        for record, state in contents:
            temporary.append(_temporary(root, record["id"]))
            _write(temporary[-1], record, state)
        for (record, _), folder in zip(contents, temporary, strict=True):
            made.append(_named(folder, root / record["id"]))
        sync_folder(root)
    except BaseException:
        for folder in (*temporary, *made):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


@contextmanager
def new_folder(root: Path, record: "Mapping[str, Any]", state: "Mapping[str, Any]") -> "Iterator[Path]":
    """Give the folder of a new run, still nameless, to be filled; it is there whole at the end, or not at all."""
    whole, whole_state = _filled(record, state)
    folder = _temporary(root, whole["id"])
    try:
        _write(folder, whole, whole_state)
        yield folder
        _named(folder, root / whole["id"])
        sync_folder(root)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def move(folders: "Sequence[Path]", target: Path) -> None:
    """Move runs into another folder of the same file system, all or none.

    Each one's lock is held for its step, so that nobody launches it between the look and the step.
    """
    moved: list[Path] = []
    try:
        for folder in folders:
            _move_one(folder, target / folder.name)
            moved.append(folder)
    except BaseException:
        for folder in moved:
            (target / folder.name).rename(folder)
        raise


def delete(folder: Path) -> None:
    """Delete a run; one that is half deleted has no name by which it could be brought back."""
    unnamed = _temporary(folder.parent, folder.name)
    with suppress(OSError):
        shutil.rmtree(folder.rename(unnamed), ignore_errors=True)


def _move_one(folder: Path, target: Path) -> None:
    descriptor = hold(folder / LOCK, timeout=0.5)
    try:
        _named(folder, target)
    finally:
        os.close(descriptor)


def _filled(record: "Mapping[str, Any]", state: "Mapping[str, Any]") -> tuple[Content, Content]:
    created = record.get("created") or time.time()
    filled = {**record, "format": FORMAT, "id": record.get("id") or new_id(created), "created": created}
    if not is_id(filled["id"]):
        raise StoreError(f"{filled['id']!r} is no id of a run; one looks like {new_id(created)!r}")
    return filled, {**NEW_STATE, "order": created, **state}


def _write(folder: Path, record: Content, state: Content) -> None:
    folder.mkdir()
    write_json(folder / RECORD, record)
    write_json(folder / STATE, state)


def _named(folder: Path, target: Path) -> Path:
    if target.exists():
        raise StoreError(f"{target}: there is a run of this id already")
    return folder.rename(target)


def _temporary(root: Path, id_: str) -> Path:
    return root / f".{id_}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY}"
