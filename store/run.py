"""One run's folder."""

from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from store import status
from store.errors import StoreError
from store.eventcache import CACHE, load, save
from store.events import EventReader
from store.files import is_locked, locked, write_json
from store.forms import EXIT_FORMS, RECORD_FORMS, STATE_FORMS, FormedFile, read_formed
from store.history import History
from store.ids import is_id
from store.line import held_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RECORD = "config.json"
STATE = "run.json"
EVENTS = "events.jsonl"
EXIT = "exit.json"
CONSOLE = "console.log"
BEST, LAST, PREDICTIONS = "best.safetensors", "last.safetensors", "predictions.safetensors"
"""The selected weights, everything that training goes on from, and what the selected weights say of each example."""
LOCK = "lock"
STATE_LOCK = "run.lock"
NEEDED = ("config", "seed")
"""Entries of config.json without which no network can be built."""
WORTH = 4_000_000
"""Bytes of new events that are worth writing a long run's cache anew while it goes on: they are read in a moment."""
CODE = "code"
"""The folder beside the runs that keeps the code that they were queued with."""

NEW_STATE: dict[str, Any] = {
    "order": 0.0,
    "priority": 0,
    "paused": None,
    "gpus": None,
    "gpu_memory": None,
    "retries": 0,
    "halvings": 0,
    "batch_parts": 1,
    "keep": ["best"],
    "notify": None,
    "notified": None,
    "time_limit": None,
    "stop_reason": "",
    "depends_on": [],
    "launched": None,
    "earlier": [],
    "stop_requested": None,
    "skipped": None,
    "hindered": "",
    "tags": [],
    "note": "",
}
"""run.json of a run that was only just made."""


class Run:
    """A run as its folder tells it. Reading needs no lock; every answer is of this moment."""

    def __init__(self, folder: "Path", *, cached: bool = True) -> None:
        """Make a run of a folder; where `cached` is false all events are read, whatever was kept of them before."""
        self.folder = folder
        self.id = folder.name
        self._reader = EventReader(folder / EVENTS)
        self._history = History(folder / EVENTS)
        self._cached = cached
        self._kept = 0
        self._needs: dict[str, Run] = {}
        self._state, self._exit = FormedFile(folder / STATE, STATE_FORMS), FormedFile(folder / EXIT, EXIT_FORMS)

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"

    @cached_property
    def record(self) -> dict[str, Any]:
        """config.json: what the run is. It is written once, so it is read once."""
        record = read_formed(self.folder / RECORD, RECORD_FORMS)
        if record is None:
            raise StoreError(f"{self.folder}: this is no run: it has no {RECORD}")
        return record

    @property
    def is_readable(self) -> bool:
        """Whether the record can be read."""
        try:
            return bool(self.record)
        except (StoreError, OSError):
            return False

    def whole_record(self) -> dict[str, Any]:
        """Return config.json with all that it takes to train the run, or to build its network."""
        if program := self.record.get("program"):
            raise StoreError(f"{self.name} ({self.id}) was trained by {program}, and only that can do more with it")
        for name in NEEDED:
            if name not in self.record:
                raise StoreError(f"{self.folder / RECORD}: {name!r} is missing, and nothing can be done without it")
        return self.record

    @property
    def name(self) -> str:
        """`experiment/variant/seed`, which later runs of the same name may share."""
        return "/".join(str(self.record.get(part, "?")) for part in ("experiment", "variant", "seed"))

    def state(self) -> dict[str, Any]:
        """Return run.json: place in the queue, requests, tags, note; what is missing has its first value."""
        return self._whole_state(self._state.read())

    @staticmethod
    def _whole_state(kept: dict[str, Any] | None) -> dict[str, Any]:
        return NEW_STATE | {"tags": [], "depends_on": [], "earlier": []} | (kept or {})

    @contextmanager
    def change_state(self) -> "Iterator[dict[str, Any]]":
        """Give run.json to be changed, alone, and write it whole at the end; an exception writes nothing."""
        with locked(self.folder / STATE_LOCK):
            state = self._whole_state(read_formed(self.folder / STATE, STATE_FORMS))
            yield state
            write_json(self.folder / STATE, state)

    def touch(self) -> None:
        """Write run.json anew, as it is: to a dispatcher that is news."""
        with self.change_state():
            pass

    def exit(self) -> dict[str, Any] | None:
        """Return exit.json, the supervisor's last word, or None."""
        return self._exit.read()

    def history(self) -> History:
        """Return what the events say by now. The same object grows; only new lines are read."""
        for _ in self.reading():
            pass
        return self._history

    def reading(self) -> "Iterator[float]":
        """Read what is new of the events a piece at a time; yields which share of the file has been read."""
        if self._cached:
            self._cached = False
            found = load(self.folder / CACHE, self._reader.path)
            if found is not None:
                self._history, self._reader = found
                self._kept = self._reader.offset
        for chunk in self._reader.chunks():
            for offset, event in chunk:
                self._history.add(event, offset)
            yield self._reader.share

    def keep_events(self) -> None:
        """Write what was read of a long run beside its events, unless nearly all of that is there."""
        new = self._reader.offset - self._kept
        if new >= (WORTH if self._history.end is None else 1) and self._history.epochs.is_long:
            self._kept = self._reader.offset
            save(self.folder / CACHE, self._history, self._reader)

    @property
    def garbled(self) -> int:
        """How many lines of events.jsonl, of those read so far, were no events."""
        return self._reader.garbled

    def lacks_weights(self) -> bool:
        """Say whether it has finished and its weights are not there: it was to keep none, or somebody removed them."""
        return not (self.folder / BEST).exists() and self.standing().status is status.Status.FINISHED

    def standing(self) -> status.Standing:
        """Return where the run stands at this moment."""
        return self._standing(frozenset())

    def is_over(self) -> bool:
        """Say whether the run's last launch is told to have ended, whoever may still hold its lock."""
        try:
            state, end, history = self.state(), self.exit(), self.history()
        except (StoreError, OSError):
            return False
        return bool(state["launched"]) and status.launched_standing(state, end, history, locked=True).status.ended

    def _standing(self, asking: frozenset[str]) -> status.Standing:
        state = self.state()
        if not state["launched"]:
            needs = (self._dependency(other, asking | {self.id}) for other in state["depends_on"])
            held = held_up(self.folder.parent)
            return status.unlaunched_standing(state, self.record.get("created"), needs, held=held)
        # The lock comes first: whoever held it has written everything else before letting go.
        alive = is_locked(self.folder / LOCK)
        return status.launched_standing(state, self.exit(), self.history(), locked=alive)

    def _dependency(self, other: Any, asking: frozenset[str]) -> status.Dependency:
        if str(other) not in self._needs:
            self._needs[str(other)] = Run(self.folder.parent / str(other))
        run: Run = self._needs[str(other)]
        if "/" in run.id or run.id in asking or not (run.folder / RECORD).is_file():
            return status.Dependency(str(other), None)
        return status.Dependency(run.name, run._standing(asking))


def weights_of(record: "Mapping[str, Any]") -> dict[str, list[str]]:
    """Return the ids of the runs whose weights a record refers to, by reference; older ones know a start alone.

    What is no id could lead out of the store, and is refused.
    """
    start = record.get("start_run")
    network = record.get("config", {}).get("network", {})
    known: dict[str, list[str]] = record.get("weights") or ({network.get("start", ""): [start]} if start else {})
    for id_ in chain.from_iterable(known.values()):
        if not is_id(str(id_)):
            raise StoreError(f"{RECORD}: weights are said to come from {id_!r}, which is no run of this store")
    return known
