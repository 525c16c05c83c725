"""Runs of other trackers become runs of a store, whole or not at all; what is there already is known again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from store.errors import StoreError
from store.events import is_event
from store.exchange.foreign_run import SPEED, ForeignRun
from store.exchange.naming import in_groups
from store.files import write_atomically, write_json
from store.folders import new_folder
from store.foreign import foreign_config, identified, usable_name
from store.forms import RECORD_FORMS, STATE_FORMS, misfits
from store.ids import created_of
from store.run import EVENTS, RECORD, Run
from store.status import Status
from store.store import TRASH
from store.summary import summarize_whatever

if TYPE_CHECKING:
    from store.store import Store

ENDINGS = {Status.FINISHED: "finished", Status.FAILED: "failed", Status.STOPPED: "stopped", Status.LOST: "failed"}
"""How a run's last event tells its end; of one that had not ended nobody here knows how it goes on."""
DAY = 86_400.0
PREFERRED = (("val", "acc"), ("test", "acc"), ("acc",), ("val", "loss"), ("loss",))
"""Parts of the name of the metric that the list shows, the first that some metric has."""


class Kept(NamedTuple):
    """What became of runs that were imported."""

    new: list[Run]
    renewed: list[Run]
    """Those that were there, and have more to tell now."""
    known: list[Run]


class Content(NamedTuple):
    """What is to stand in the files of a run's folder."""

    record: dict[str, Any]
    state: dict[str, Any]
    events: bytes


def keep_runs(store: "Store", runs: Iterable[ForeignRun], origin: str) -> Kept:
    """Write runs into a store; `origin` is the tracker that they come from. The index is written once.

    Raises `StoreError`, before anything is written, for a run that no reader could make sense of.
    """
    there = _there(store)
    contents = [_content(run, origin, there) for run in in_groups(runs)]
    twice = [id_ for id_, times in Counter(content.record["id"] for content in contents).items() if times > 1]
    if twice:
        where = next(content.record["imported"]["where"] for content in contents if content.record["id"] == twice[0])
        raise StoreError(f"{where}: two runs of it cannot be told apart; give each a name of its own (`run`)")
    store.make()
    kept = Kept([], [], [])
    try:
        for content in contents:
            _keep(store, content, kept)
    finally:
        with store.index.change() as table:
            table.put(map(summarize_whatever, [*kept.new, *kept.renewed]))
    return kept


def _there(store: "Store") -> dict[str, str]:
    """Return the ids of imported runs that the store has, or had, by what tells them from others."""
    return {id_.rpartition("-")[2]: id_ for id_ in (*store.ids(), *store.trashed()) if id_.rpartition("-")[2][0] == "i"}


def _content(run: ForeignRun, origin: str, there: dict[str, str]) -> Content:
    """Return what is to be written of a run, looked at as readers will look at it."""
    mark = f"i{blake2b(orjson.dumps([origin, run.experiment, run.key]), digest_size=6).hexdigest()}"
    id_ = there.get(mark)
    if id_:
        run = run._replace(created=_created(run, id_))
    try:
        id_ = id_ or f"{datetime.fromtimestamp(run.created, UTC):%Y-%m-%d}-{mark}"
        record, state, events = {"id": id_, **_record(run, origin)}, _state(run), list(_events(run))
        lines = b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise StoreError(f"{run.source}: run {run.called or run.key}: {error}") from None
    wrong = [*misfits(record, RECORD_FORMS), *misfits(state, STATE_FORMS)]
    wrong += [f"{event.get('epoch', event['kind'])} is no step, or no time" for event in events if not is_event(event)]
    if wrong:
        raise StoreError(f"{run.source}: run {run.called or run.key}: {wrong[0]}")
    return Content(record, state, lines)


def _created(run: ForeignRun, id_: str) -> float:
    """Return when a run that is there already was made: the day that its id says, whatever its file's age says now."""
    day = created_of(id_)
    return run.created if day <= run.created < day + DAY else min([day, *(one.time for one in run.points if one.time)])


def _keep(store: "Store", content: Content, kept: Kept) -> None:
    id_ = content.record["id"]
    folder = store.root / id_
    if (store.root / TRASH / id_).is_dir():
        kept.known.append(Run(store.root / TRASH / id_))
    elif not folder.is_dir():
        with new_folder(store.root, content.record, content.state) as made:
            (made / EVENTS).write_bytes(content.events)
        kept.new.append(Run(folder))
    elif (folder / EVENTS).read_bytes() != content.events:
        kept_record = Run(folder).record
        write_json(folder / RECORD, {**kept_record, **content.record, "seed": kept_record["seed"]})
        write_atomically(folder / EVENTS, content.events)
        kept.renewed.append(Run(folder))
    else:
        kept.known.append(Run(folder))


def _record(run: ForeignRun, origin: str) -> dict[str, Any]:
    names = [name for point in run.points for name in point.metrics]
    epochs = max((point.step for point in run.points), default=0)
    config = foreign_config(run.settings, epochs, "last", preferred_metric(dict.fromkeys(names)))
    return {
        "experiment": usable_name(run.experiment),
        "variant": usable_name(run.variant),
        "seed": run.seed,
        "goal": run.goal,
        "baseline": run.baseline,
        "created": run.created,
        **identified(config, run.seed or 0),
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
