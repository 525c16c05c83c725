"""Runs of other trackers become runs of a store, whole or not at all; what is there already is known again."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from store.exchange.foreign_run import SPEED, ForeignRun
from store.exchange.naming import in_groups
from store.files import write_atomically
from store.folders import new_folder
from store.foreign import foreign_config, usable_name
from store.run import EVENTS, Run
from store.status import Status
from store.store import TRASH
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from store.store import Store

ENDINGS = {Status.FINISHED: "finished", Status.FAILED: "failed", Status.STOPPED: "stopped", Status.LOST: "failed"}
"""How a run's last event tells its end; of one that had not ended nobody here knows how it goes on."""
PREFERRED = (("val", "acc"), ("test", "acc"), ("acc",), ("val", "loss"), ("loss",))
"""Parts of the name of the metric that the list shows, the first that some metric has."""


class Kept(NamedTuple):
    """What became of runs that were imported."""

    new: list[Run]
    renewed: list[Run]
    """Those that were there, and have more to tell now."""
    known: list[Run]


def keep_runs(store: "Store", runs: Iterable[ForeignRun], origin: str) -> Kept:
    """Write runs into a store; `origin` is the tracker that they come from. The index is written once."""
    store.make()
    kept = Kept([], [], [])
    for run in in_groups(runs):
        _keep(store, run, origin, kept)
    with store.index.change() as table:
        table.put(map(summarize_whatever, [*kept.new, *kept.renewed]))
    return kept


def id_of(run: ForeignRun, origin: str) -> str:
    """Return the id that a run has in every store: it is found again by it when it is imported again."""
    told = blake2b(orjson.dumps([origin, run.experiment, run.key]), digest_size=6).hexdigest()
    return f"{datetime.fromtimestamp(run.created, UTC):%Y-%m-%d}-i{told}"


def _keep(store: "Store", run: ForeignRun, origin: str, kept: Kept) -> None:
    id_ = id_of(run, origin)
    events = b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in _events(run))
    folder = store.root / id_
    if (store.root / TRASH / id_).is_dir():
        kept.known.append(Run(store.root / TRASH / id_))
    elif not folder.is_dir():
        with new_folder(store.root, {"id": id_, **_record(run, origin)}, _state(run)) as made:
            (made / EVENTS).write_bytes(events)
        kept.new.append(Run(folder))
    elif (folder / EVENTS).read_bytes() != events:
        write_atomically(folder / EVENTS, events)
        kept.renewed.append(Run(folder))
    else:
        kept.known.append(Run(folder))


def _record(run: ForeignRun, origin: str) -> dict[str, Any]:
    names = [name for point in run.points for name in point.metrics]
    epochs = max((point.step for point in run.points), default=0)
    config = foreign_config(run.settings, epochs, "last", preferred_metric(dict.fromkeys(names)))
    hashed = blake2b(orjson.dumps(config, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return {
        "experiment": usable_name(run.experiment),
        "variant": usable_name(run.variant),
        "seed": run.seed,
        "goal": run.goal,
        "baseline": run.baseline,
        "created": run.created,
        "config": config,
        "config_hash": hashed,
        "identity": f"{hashed}-{run.seed}",
        "program": f"a program that told it to {origin}",
        "imported": {"from": origin, "where": run.source, "key": run.key, "names": dict(run.names)},
    }


def preferred_metric(names: Iterable[str]) -> str:
    """Return the metric that a list shows of a run that does not say which: a validation accuracy, if there is one."""
    known = list(names)
    for parts in PREFERRED:
        for name in known:
            if all(part in name.lower() for part in parts):
                return name
    return known[0] if known else "val.accuracy"


def _state(run: ForeignRun) -> dict[str, Any]:
    return {"launched": {"t": run.created}, "keep": [], "note": run.note, "tags": list(run.tags)}


def _events(run: ForeignRun) -> Iterator[dict[str, Any]]:
    yield {"t": run.created, "kind": "started"}
    before = run.created
    for point in run.points:
        now = before if point.time is None else point.time
        yield {"t": now, "kind": "epoch", "epoch": point.step, "metrics": dict(point.metrics), "seconds": now - before}
        before = now
    ended = before if run.ended is None else run.ended
    for of, values in run.measured.items():
        told = dict(values) if of == SPEED else {"of": of, "metrics": dict(values)}
        yield {"t": ended, "kind": "speed" if of == SPEED else "measured", **told}
    if run.status in ENDINGS:
        yield {"t": ended, "kind": ENDINGS[run.status], "reason": run.reason}
