"""The store: what it holds, whether it is whole, and whether its runs are being done."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from store import health
from store.status import Status
from store.store import Store
from trainer.launch import dispatcher
from trainer.launch.errors import LaunchError
from tui.checkup.check import Check
from tui.formats import plural

STORE = "Store"


def shelf(store: Store, *, mend: bool) -> Iterator[Check]:
    """Yield what is to be said of a store; what can be mended is, if that is wanted."""
    counts = Counter(row.status for row in store.rows())
    told = ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))
    yield Check(STORE, str(store.root), f"{plural(counts.total(), 'run')}{': ' if told else ''}{told}")
    yield from _health(store, mend=mend)
    yield _dispatcher(store, counts[Status.QUEUED], mend=mend)


def _health(store: Store, *, mend: bool) -> Iterator[Check]:
    if not store.root.exists():
        return
    findings = health.examine(store)
    left = health.mend(findings) if mend else findings
    for finding in findings:
        if finding not in left:
            yield Check(STORE, "mended", finding.text)
        elif finding.mend:
            yield Check(STORE, "trouble", finding.text, "`backslide doctor --mend` puts this right", bad=True)
        else:
            yield Check(STORE, "trouble", finding.text, "look at it yourself: nothing here dares to touch it", bad=True)


def _dispatcher(store: Store, queued: int, *, mend: bool) -> Check:
    if dispatcher.is_alive(store.root):
        told = dispatcher.about(store.root)
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
