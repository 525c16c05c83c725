"""What is wrong with a store, said plainly, and mended where nothing can be lost by it."""

import re
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.files import TEMPORARY, read_json
from store.ids import is_id
from store.index import FILE, Index
from store.run import EXIT, RECORD, STATE, Run
from store.status import ENDED
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.store import Store

FRESH = 60.0
"""Seconds for which a temporary file may belong to a writer that lives."""
MOST_SHOWN = 3
_TEMPORARY_NAME = re.compile(rf"\..+\.\d+-[0-9a-f]{{8}}{re.escape(TEMPORARY)}")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `mend` puts it right; None where a person has to."""

    text: str
    mend: "Callable[[], object] | None" = None


def examine(store: "Store") -> list[Finding]:
    """Return what is wrong with a store; nothing is changed before a finding's `mend` is called."""
    findings = [*_leftovers(store.root), *_damaged_runs(store), *_foreign_folders(store.root)]
    return [*findings, *_index(store)]


def mend(findings: list[Finding]) -> list[Finding]:
    """Mend what can be mended and return what is left to a person."""
    for finding in findings:
        if finding.mend is not None:
            finding.mend()
    return [finding for finding in findings if finding.mend is None]


def _leftovers(root: "Path") -> "Iterator[Finding]":
    """Find what killed writers left: files and folders that never got their names."""
    old = [path for path in [*root.glob(".*"), *root.glob("*/.*")] if _is_leftover(path)]
    if old:
        yield Finding(f"{root}: {_some(old, root)}, left by writers that were killed", lambda: _delete(old))


def _is_leftover(path: "Path") -> bool:
    if not _TEMPORARY_NAME.fullmatch(path.name):
        return False
    try:
        return time.time() - path.lstat().st_mtime > FRESH
    except FileNotFoundError:
        return False


def _delete(paths: "list[Path]") -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _damaged_runs(store: "Store") -> "Iterator[Finding]":
    for id_ in sorted(store.ids()):
        run = Run(store.root / id_)
        for name in (RECORD, STATE, EXIT):
            try:
                found = read_json(run.folder / name)
            except (StoreError, OSError) as error:
                yield Finding(str(error))
            else:
                if found is None and name != EXIT:
                    yield Finding(f"{run.folder}: {name} is missing")
        run.history()
        if run.garbled:
            text = f"{run.folder}/events.jsonl: {run.garbled} of its lines are no events; they are passed over"
            yield Finding(text)


def _foreign_folders(root: "Path") -> "Iterator[Finding]":
    """Find folders that hold a run's files under a name that is no id: no command ever sees them."""
    for path in sorted(root.glob(f"*/{RECORD}")):
        folder = path.parent
        if not is_id(folder.name) and not _TEMPORARY_NAME.fullmatch(folder.name):
            yield Finding(f"{folder}: this looks like a run, but its name is no id, so it is not listed")
        elif folder.is_symlink():
            yield Finding(f"{folder}: a run's folder has to lie in the store, and this is a link; it is not listed")


def _index(store: "Store") -> "Iterator[Finding]":
    problem = Index(store.root).file.problem()
    if problem:
        yield Finding(f"{store.root / FILE}: {problem}", store.reindex)
        return
    stale = sorted(_stale(store))
    if stale:
        text = f"{store.root / FILE}: it is out of date: {len(stale)} of the runs ({_first(stale)})"
        yield Finding(text, store.reindex)


def _stale(store: "Store") -> "Iterator[str]":
    """Yield the runs that have ended and whose document says otherwise, and documents of runs that are gone."""
    documents, ids = store.index.documents(), set(store.ids())
    yield from documents.keys() - ids
    for id_ in ids:
        row = summarize_whatever(Run(store.root / id_))
        kept = documents.get(id_, {})
        if kept != row.document() if row.status.ended else kept.get("status") in ENDED:
            yield id_


def _some(paths: "list[Path]", root: "Path") -> str:
    return f"temporary files: {len(paths)} ({_first([str(path.relative_to(root)) for path in paths])})"


def _first(names: list[str]) -> str:
    return ", ".join(names[:MOST_SHOWN]) + (" …" if len(names) > MOST_SHOWN else "")
