"""What lies in a store, or holds on to it, and should not: leftovers, folders that are no runs, locks without end."""

import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from store import line
from store.files import TEMPORARY, is_locked
from store.findings import Finding, first
from store.folders import move
from store.ids import is_id
from store.index import LOCK as INDEX_LOCK
from store.run import LOCK, RECORD, STATE_LOCK, Run
from store.store import TRASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FRESH = 60.0
"""Seconds for which a temporary file may belong to a writer that lives."""
PATIENCE = 2.0
"""Seconds after which a lock that is taken for a moment is held too long."""
LOCKS = frozenset({LOCK, STATE_LOCK})
_TEMPORARY_NAME = re.compile(rf"\..+\.\d+-[0-9a-f]{{8}}{re.escape(TEMPORARY)}")


def leftovers(root: Path) -> "Iterator[Finding]":
    """Find what killed writers left: files and folders that never got their names."""
    old = [path for path in [*root.glob(".*"), *root.glob("*/.*")] if _is_leftover(path)]
    if old:
        told = f"temporary files: {len(old)} ({first([path.relative_to(root) for path in old])})"
        yield Finding(f"{root}: {told}, left by writers that were killed", lambda: _delete(old))


def _is_leftover(path: Path) -> bool:
    if not _TEMPORARY_NAME.fullmatch(path.name):
        return False
    try:
        return time.time() - path.lstat().st_mtime > FRESH
    except FileNotFoundError:
        return False


def _delete(paths: "Iterable[Path]") -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def foreign_folders(root: Path) -> "Iterator[Finding]":
    """Find folders that hold a run's files under a name that is no id: no command ever sees them."""
    for path in sorted(root.glob(f"*/{RECORD}")):
        folder = path.parent
        if not is_id(folder.name) and not _TEMPORARY_NAME.fullmatch(folder.name):
            yield Finding(f"{folder}: this looks like a run, but its name is no id, so it is not listed")
        elif folder.is_symlink():
            yield Finding(f"{folder}: a run's folder has to lie in the store, and this is a link; it is not listed")


def empty_folder(folder: Path) -> Finding | None:
    """Find a folder that has the name of a run, and nothing in it."""
    if {path.name for path in folder.iterdir()} - LOCKS:
        return None
    text = f"{folder}: this folder is empty: it has a run's name, and no run is in it; it can go to the trash"
    return Finding(text, lambda: _to_trash(folder))


def _to_trash(folder: Path) -> None:
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    move([folder], trash)


def endless_locks(root: Path, runs: "Iterable[Run]") -> "Iterator[Finding]":
    """Find locks that others have to wait for: those of files held for long, those of runs held after their end."""
    wanted = [root / INDEX_LOCK, root / line.LOCK, *(run.folder / STATE_LOCK for run in runs)]
    for path in _held_for_long(wanted):
        yield Finding(f"{path}: {holder_of(path)} holds this lock without end; nothing can be changed until it lets go")
    over = [run.folder / LOCK for run in runs if is_locked(run.folder / LOCK) and run.is_over()]
    for path in _held_for_long(over):
        text = f"{path}: the run has ended, and {holder_of(path)} lives on; what it has of a GPU is not free"
        yield Finding(text)


def _held_for_long(paths: "Iterable[Path]") -> list[Path]:
    held, deadline = [path for path in paths if is_locked(path)], time.monotonic() + PATIENCE
    while held and time.monotonic() < deadline:
        time.sleep(0.05)
        held = [path for path in held if is_locked(path)]
    return held


def holder_of(path: Path) -> str:
    """Return who holds the lock on a file, as far as the system says."""
    try:
        inode, rows = path.stat().st_ino, Path("/proc/locks").read_text().splitlines()
    except OSError:
        return "a process"
    for row in rows:
        words = row.split()
        if words[1] == "FLOCK" and words[5].endswith(f":{inode}") and int(words[4]) > 0:
            return f"process {words[4]}"
    return "a process"
