"""What is wrong with a store, said plainly, and mended where nothing can be lost by it."""

import time
from typing import TYPE_CHECKING

from store import line
from store.damage import damaged_files
from store.errors import StoreError, sentence
from store.files import locked, set_aside, write_json
from store.findings import Finding, first
from store.index import FILE, Index
from store.run import Run
from store.status import ENDED
from store.strays import empty_folder, endless_locks, foreign_folders, leftovers
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.store import Store


def examine(store: "Store") -> list[Finding]:
    """Return what is wrong with a store; nothing is changed before a finding's `mend` is called."""
    runs = [Run(store.root / id_, cached=False) for id_ in sorted(store.ids())]
    damaged = [finding for run in runs for finding in _of_run(store, run)]
    strays = [*leftovers(store.root), *foreign_folders(store.root), *endless_locks(store.root, runs)]
    return [*damaged, *strays, *_line(store.root), *_index(store, runs)]


def mend(findings: list[Finding]) -> list[Finding]:
    """Mend what can be mended and return what is left to a person; what failed says why."""
    return [left for finding in findings if (left := _mended(finding)) is not None]


def _mended(finding: Finding) -> Finding | None:
    if finding.mend is None:
        return finding
    try:
        finding.mend()
    except (StoreError, OSError) as error:
        return Finding(f"{finding.text} (this could not be put right: {sentence(error)})")
    return None


def _of_run(store: "Store", run: Run) -> "Iterator[Finding]":
    empty = empty_folder(run.folder)
    if empty is not None:
        yield empty
        return
    for finding in damaged_files(run):
        yield Finding(finding.text, finding.mend and _then_indexed(store, run, finding.mend))


def _then_indexed(store: "Store", run: Run, mend_run: "Callable[[], object]") -> "Callable[[], object]":
    """Return what mends a run, and then lets the index say where it stands."""

    def both() -> None:
        mend_run()
        with store.index.change() as table:
            table.put([summarize_whatever(Run(run.folder))])

    return both


def _line(root: "Path") -> "Iterator[Finding]":
    try:
        line.line(root)
    except (StoreError, OSError) as error:
        yield Finding(f"{sentence(error)}; nothing begins", lambda: _hold_up(root))


def _hold_up(root: "Path") -> None:
    """Keep a damaged queue.json beside a new one, by which nothing begins until somebody says so."""
    with locked(root / line.LOCK):
        set_aside(root / line.FILE)
        write_json(root / line.FILE, line.NEW_LINE | {"paused": time.time()})


def _index(store: "Store", runs: list[Run]) -> "Iterator[Finding]":
    problem = Index(store.root).file.problem()
    if problem:
        yield Finding(f"{store.root / FILE}: {problem}", store.reindex)
        return
    stale = sorted(_stale(store, runs))
    if stale:
        text = f"{store.root / FILE}: it is out of date: {len(stale)} of the runs ({first(stale)})"
        yield Finding(text, store.reindex)


def _stale(store: "Store", runs: list[Run]) -> "Iterator[str]":
    """Yield the runs that have ended and whose document says otherwise, and documents of runs that are gone."""
    documents = store.index.documents()
    yield from documents.keys() - {run.id for run in runs}
    for run in runs:
        row = summarize_whatever(run)
        kept = documents.get(run.id, {})
        if kept != row.document() if row.status.ended else kept.get("status") in ENDED:
            yield run.id
