"""What a store takes of the disk, and how it stays within what it may take."""

import os
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from store.dependants import needs_of
from store.errors import StoreError
from store.files import LONGEST_WAIT, is_locked, locked
from store.line import QUEUEING, change_line, line
from store.room import size_told
from store.run import BEST, LAST, LOCK, PREDICTIONS, RECORD, Run
from store.status import Status
from store.store import TRASH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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


def keep_to_budget(store: "Store", patience: float = LONGEST_WAIT) -> list[str]:
    """Remove what can be done without until a store is within its budget, and say what was removed.

    First what finished runs would go on from and the weights of their single epochs, then the weights of finished runs
    that no other run starts or learns from, the oldest first. If that is not enough, no run begins. Nobody queues
    meanwhile: who does could need what is removed; `StoreError` after so many seconds of patience with them.
    """
    budget = line(store.root)["budget"]
    if budget is None:
        return []
    with locked(store.root / QUEUEING, patience):
        size, said = sum(taken(store).values()), []
        for path in _in_turn(store) if size > budget else ():
            size -= path.stat().st_size
            path.unlink()
            said.append(f"{path.parent.name}: removed {path.name} to stay within {size_told(budget)}")
            if size <= budget:
                break
        weigh(store, size)
    return said


def weigh(store: "Store", size: int | None = None) -> None:
    """Note whether a store takes more than it may, so that runs begin again once it does not."""
    if line(store.root)["budget"] is not None:
        size = sum(taken(store).values()) if size is None else size
        with change_line(store.root) as found:
            found["over"] = size if found["budget"] is not None and size > found["budget"] else None


def _in_turn(store: "Store") -> "Iterator[Path]":
    for run in _finished(store):
        yield from spare(store, "last", [run])
        yield from spare(store, "epochs", [run])
    with suppress(StoreError):  # what a damaged file needs cannot be known, so nothing more is removed
        yield from spare(store, "weights")


def spare(store: "Store", kind: str, runs: "Sequence[Run] | None" = None) -> "list[Path]":
    """Return the files of one kind (`last`, `epochs`, `weights`) that finished runs can do without, oldest first.

    `runs` are those that are looked at, all by default. Raises `StoreError` where damaged files may need weights.
    """
    finished = _finished(store) if runs is None else [run for run in runs if _is_over(run)]
    if kind == "epochs":
        return [path for run in finished for path in sorted(run.folder.glob(EPOCHS))]
    needed = needed_ids(store) if kind == "weights" else set()
    name = BEST if kind == "weights" else LAST
    return [run.folder / name for run in finished if run.id not in needed and (run.folder / name).exists()]


def drop(store: "Store", kind: str, runs: "Sequence[Run] | None" = None) -> "list[tuple[Path, int]]":
    """Remove what `spare` returns while nobody queues; return the files with their sizes."""
    with locked(store.root / QUEUEING):
        dropped = [(path, path.stat().st_size) for path in spare(store, kind, runs)]
        for path, _ in dropped:
            path.unlink()
    weigh(store)
    return dropped


def _finished(store: "Store") -> "list[Run]":
    found = (store.run(row.id) for row in store.rows() if row.status is Status.FINISHED)
    return [run for run in found if not is_locked(run.folder / LOCK)]


def _is_over(run: "Run") -> bool:
    return run.standing().status is Status.FINISHED and not is_locked(run.folder / LOCK)


def needed_ids(store: "Store") -> set[str]:
    """Return the runs whose weights another run took, or will take, those in the trash included.

    Raises `StoreError` where a run's files are damaged, so that nobody knows what it needs.
    """
    trashed = (Run(store.root / TRASH / id_) for id_ in store.trashed())
    whole = (run for run in trashed if (run.folder / RECORD).exists())
    return set(chain.from_iterable(map(needs_of, chain(map(store.run, list(store.ids())), whole))))


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
