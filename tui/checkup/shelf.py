"""The store: what it holds, whether it is whole, and whether its runs are being done."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from store import health
from store.findings import Finding
from store.mounts import doubt_of_locks
from store.status import Status
from store.store import Store
from trainer.launch import dispatcher
from trainer.launch.errors import LaunchError
from tui.checkup.check import Check
from tui.formats import plural

STORE = "Store"
ONE_MACHINE = "use the store from one machine at a time, or keep it where locks are shared, as on NFS 4"


def shelf(store: Store, *, mend: bool) -> Iterator[Check]:
    """Yield what is to be said of a store; what can be mended is, if that is wanted."""
    counts = Counter(row.status for row in store.rows())
    told = ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))
    yield Check(STORE, str(store.root), f"{plural(counts.total(), 'run')}{': ' if told else ''}{told}")
    if store.root.exists() and not can_write(store.root):
        yield Check(STORE, "rights", "you may read it, but not write to it: runs can be looked at, and nothing changed")
        mend = False
    if doubt := doubt_of_locks(store.root):
        yield Check(STORE, "locks", f"they may hold on this machine alone: {doubt}", ONE_MACHINE, bad=True)
    yield from _health(store, mend=mend)
    yield _dispatcher(store, counts[Status.QUEUED], mend=mend)


def can_write(folder: Path) -> bool:
    """Say whether this user may change a folder, on a file system that lets anybody."""
    return os.access(folder, os.W_OK | os.X_OK)


def _health(store: Store, *, mend: bool) -> Iterator[Check]:
    if not store.root.exists():
        return
    for finding in health.examine(store):
        left = health.mend([finding]) if mend else [finding]
        yield _told(left[0]) if left else Check(STORE, "mended", finding.text)


def _told(finding: Finding) -> Check:
    if finding.mend:
        return Check(STORE, "trouble", finding.text, "`backslide doctor --mend` puts this right", bad=True)
    return Check(STORE, "trouble", finding.text, "look at it yourself: nothing here dares to touch it", bad=True)


def _dispatcher(store: Store, queued: int, *, mend: bool) -> Check:
    if dispatcher.is_alive(store.root):
        told = dispatcher.about(store.root)
        if "pid" not in told:
            return Check(STORE, "dispatcher", "alive, but dispatcher.lock does not say who it is")
        since = datetime.fromtimestamp(told.get("t", 0.0)).astimezone()
        who = f"process {told.get('pid')} on {told.get('host')}, version {told.get('version')}"
        return Check(STORE, "dispatcher", f"alive since {since:%Y-%m-%d %H:%M} ({who})")
    if not queued:
        return Check(STORE, "dispatcher", "none, and nothing to do for one")
    if not mend:
        advice = "`backslide doctor --mend`, or queueing more, starts one"
        return Check(STORE, "dispatcher", f"none, though {plural(queued, 'run')} wait", advice, bad=True)
    try:
        dispatcher.ensure_dispatcher(store)
    except LaunchError as error:
        return Check(STORE, "dispatcher", str(error), bad=True)
    return Check(STORE, "dispatcher", f"started, as {plural(queued, 'run')} waited")
