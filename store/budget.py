"""What a store takes of the disk, and how it stays within what it may take."""

import os
from itertools import chain
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.files import is_locked
from store.line import change_line, line
from store.room import told
from store.run import BEST, LAST, LOCK, PREDICTIONS, Run, weights_of
from store.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.store import Store

KINDS = ("weights", "epochs", "last", "predictions", "runs", "trash", "code", "other")
"""What takes room, by what it is: `runs` are settings, events and consoles."""
EPOCHS = "epoch-*.safetensors"


def kind_of(name: str) -> str:
    """Return what a file in a run's folder is."""
    if name.startswith("epoch-"):
        return "epochs"
    return {BEST: "weights", LAST: "last", PREDICTIONS: "predictions"}.get(name, "runs")


def taken(store: "Store") -> dict[str, int]:
    """Return the bytes that a store takes, by kind."""
    sizes = dict.fromkeys(KINDS, 0)
    ids = set(store.ids())
    for entry in _entries(store.root):
        if entry.name in ids:
            for file in _entries(entry):
                sizes[kind_of(file.name)] += _size(file)
        else:
            sizes[entry.name if entry.name in ("trash", "code") else "other"] += _size(entry)
    return sizes


def set_budget(store: "Store", budget: int | None) -> None:
    """Say how many bytes a store may take; None: as many as there are."""
    store.make()
    with change_line(store.root) as found:
        found.update(budget=budget, over=None)


def keep_to_budget(store: "Store") -> list[str]:
    """Remove what can be done without until a store is within its budget, and say what was removed.

    First what finished runs would go on from and the weights of their single epochs, then the weights of finished runs
    that no other run starts or learns from, the oldest first. If that is not enough, no run begins.
    """
    budget = line(store.root)["budget"]
    if budget is None:
        return []
    size, said = sum(taken(store).values()), []
    for path in _spare(store) if size > budget else ():
        size -= path.stat().st_size
        path.unlink()
        said.append(f"{path.parent.name}: removed {path.name} to stay within {told(budget)}")
        if size <= budget:
            break
    with change_line(store.root) as found:
        found["over"] = size if size > budget else None
    return said


def _spare(store: "Store") -> "Iterator[Path]":
    finished = [run for run in map(store.run, _finished(store)) if not is_locked(run.folder / LOCK)]
    for run in finished:
        yield from [path for path in (run.folder / LAST, *sorted(run.folder.glob(EPOCHS))) if path.exists()]
    try:
        needed = needed_ids(store)
    except StoreError:
        return  # what a damaged file needs cannot be known
    yield from [run.folder / BEST for run in finished if run.id not in needed and (run.folder / BEST).exists()]


def _finished(store: "Store") -> list[str]:
    return [row.id for row in store.rows() if row.status is Status.FINISHED]


def needed_ids(store: "Store") -> set[str]:
    """Return the runs whose weights another run took, or will take, those in the trash included.

    Raises `StoreError` where a run's files are damaged, so that nobody knows what it needs.
    """
    trashed = (Run(store.root / "trash" / id_) for id_ in store.trashed())
    return set(chain.from_iterable(map(_needed, chain(map(store.run, list(store.ids())), trashed))))


def _needed(run: "Run") -> set[str]:
    return {*chain.from_iterable(weights_of(run.record).values()), *run.state()["depends_on"]}


def _entries(folder: "Path | os.DirEntry[str]") -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        if entry.is_dir(follow_symlinks=False):
            return sum(map(_size, _entries(entry)))
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
