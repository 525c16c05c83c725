"""The runs of a store that a dispatcher still has to do with: which wait, which are ready, which are under way."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from store.damage import renew_state
from store.errors import StoreError, sentence
from store.files import UNWRITABLE, is_locked
from store.line import held_up, place
from store.run import EVENTS, EXIT, LOCK, STATE, Run
from store.status import Status
from store.store import Store
from trainer.launch.devices import Need
from trainer.launch.errors import LaunchError
from trainer.launch.measured import measured_memory
from trainer.launch.notices import Ending, ending_of, experiment_of
from trainer.launch.resume import resume_by_itself


@dataclass
class Waiting:
    """A run that was never launched, with what decides when it will be."""

    run: Run
    place: tuple[float, float]
    depends_on: tuple[str, ...]
    need: Need
    paused: bool = False
    hindered: bool = False
    """Whether it says that there is no device for it."""


@dataclass
class Board:
    """Every run that waits or is under way; the rest is remembered by its end, as far as somebody asked."""

    store: Store
    waiting: dict[str, Waiting] = field(default_factory=dict)
    live: dict[str, Run] = field(default_factory=dict)
    ends: dict[str, Status] = field(default_factory=dict)
    """How runs ended that others depend on."""
    to_tell: dict[str, Run] = field(default_factory=dict)
    """Runs of whose end somebody wants to be told, and has not been."""
    _measured: dict[str, int] = field(default_factory=dict)
    """Bytes of a GPU that runs want who asked for what earlier ones took, by the hash of their settings."""
    _unmeasured: dict[str, list[Run]] = field(default_factory=dict)
    """Runs that wait, by the hash of settings of which no run has shown yet what memory they take."""
    _order: list[Waiting] = field(default_factory=list)
    _needs: frozenset[Need] = frozenset()
    _unsorted: bool = True
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The version of each run.json that was read."""

    def scan(self) -> None:
        """Look for runs that are new, or whose run.json was changed. A bad folder is marked and left."""
        for id_ in sorted(set(self.store.ids()) - self.live.keys()):
            run = Run(self.store.root / id_)
            try:
                self._look_at(run)
            except Exception as error:
                if isinstance(error, OSError) and error.errno in UNWRITABLE:
                    self._seen.pop(run.id, None)
                    raise  # it is looked at again once it can be written
                self.give_up(run, error)  # whatever one folder holds, the others' runs are done

    def ready(self) -> Iterator[Waiting]:
        """Yield the runs that need nothing but a device, in their order; drop those that need what failed."""
        for waiting in [one for one in self.waiting.values() if one.depends_on]:
            if self._ends_needed(waiting) - {Status.FINISHED, None}:
                self.drop(waiting.run)
        if held_up(self.store.root):
            return
        for waiting in self._in_order():
            if not waiting.paused and self._ends_needed(waiting) <= {Status.FINISHED}:
                yield waiting

    def needs(self) -> frozenset[Need]:
        """Return what the runs that wait ask for; it may hold what nobody asks for any more."""
        self._sort()
        return self._needs

    def _ends_needed(self, waiting: Waiting) -> set[Status | None]:
        return {self.end_of(id_) for id_ in waiting.depends_on}

    def _in_order(self) -> Iterator[Waiting]:
        """Yield the runs that wait in their order."""
        self._sort()
        return (one for one in self._order if self.waiting.get(one.run.id) is one)

    def _sort(self) -> None:
        """Put the runs that wait into their order, if some are new, or half have gone."""
        if self._unsorted or len(self._order) > 2 * len(self.waiting):
            self._order = sorted(self.waiting.values(), key=lambda waiting: (waiting.place, waiting.run.id))
            self._needs = frozenset(waiting.need for waiting in self._order)
            self._unsorted = False

    def end_of(self, id_: str) -> Status | None:
        """Return how a run ended; None while it waits or is under way."""
        if id_ in self.waiting or id_ in self.live:
            return None
        if id_ not in self.ends:
            status = _status(Run(self.store.root / id_))
            if status is None:
                return None
            self.ends[id_] = status
        return self.ends[id_]

    def endings(self) -> list[Ending]:
        """Return how runs ended of which somebody is to be told, and have no more to do with them."""
        over = [run for id_, run in self.to_tell.items() if id_ not in self.waiting and id_ not in self.live]
        found = []
        for run in over:
            with suppress(Exception):  # whatever its folder holds
                if ending := ending_of(run):
                    found.append(ending)
                    del self.to_tell[run.id]
        return found

    def experiments(self) -> set[str]:
        """Return the experiments of which something waits or is under way."""
        runs = [*self.live.values(), *(waiting.run for waiting in self.waiting.values())]
        return set(map(experiment_of, runs))

    def forget(self, run: Run) -> None:
        """Have no more to do with a run."""
        self.waiting.pop(run.id, None)
        self.live.pop(run.id, None)
        self.ends.pop(run.id, None)
        if self._unmeasured:
            self._measure_again(run)

    def drop(self, run: Run) -> None:
        """Forget a run that nobody else watched to its end, and see to it that the index says where it stands."""
        self.forget(run)
        with suppress(Exception):  # the index is a cache, and the folder may be damaged
            self.store.summarize(run)

    def put_back(self, run: Run) -> None:
        """Forget a run until the next scan, which then finds it as if it were new."""
        self.forget(run)
        self._seen.pop(run.id, None)

    def give_up(self, run: Run, error: Exception) -> None:
        """Mark a run as skipped that cannot be launched. One that was launched once keeps what it has."""
        foreseen = isinstance(error, (StoreError, LaunchError, OSError))
        reason = sentence(error) if foreseen else f"{type(error).__name__}: {error}"
        with suppress(StoreError, OSError):
            sys.stderr.write(f"{run.id}: {reason}\n")
        with suppress(StoreError, OSError):
            if not _has_begun(run):
                _mark_skipped(run, f"cannot be launched: {reason}")
        self.drop(run)

    def begin(self, run: Run) -> None:
        """Take a run from those that wait to those that are under way."""
        self.waiting.pop(run.id, None)
        self.live[run.id] = run

    def _look_at(self, run: Run) -> None:
        file = (run.folder / STATE).stat()
        version = (file.st_ino, file.st_mtime_ns)
        if self._seen.get(run.id) == version:
            return
        self._seen[run.id] = version
        self.waiting.pop(run.id, None)
        self.ends.pop(run.id, None)
        state = run.state()
        if state["notify"] and not state["notified"]:
            self.to_tell[run.id] = run
        if state["launched"]:
            if is_locked(run.folder / LOCK):
                self.live[run.id] = run
            elif (state["retries"] or state["halvings"]) and resume_by_itself(run):
                self._look_at(run)
        elif not (state["skipped"] or state["stop_requested"]):
            self.waiting[run.id] = _waiting(run, state, self._memory(run, state["gpu_memory"]))
            self._unsorted = True

    def _memory(self, run: Run, wanted: int | str | None) -> int | None:
        """Return the bytes of a GPU that a run wants; one whose settings nobody has measured has a GPU for itself."""
        if not isinstance(wanted, str):
            return wanted
        settings = str(run.record.get("config_hash"))
        if settings not in self._measured and settings not in self._unmeasured:
            found = measured_memory(self.store, settings)
            if found is not None:
                self._measured[settings] = found
        if settings in self._measured:
            return self._measured[settings]
        self._unmeasured.setdefault(settings, []).append(run)
        return None

    def _measure_again(self, ended: Run) -> None:
        """Let runs that wait for what a run has measured be looked at anew."""
        with suppress(Exception):  # whatever its folder holds
            for run in self._unmeasured.pop(str(ended.record.get("config_hash")), ()):
                if self.waiting.get(run.id) is not None:
                    self._seen.pop(run.id, None)
                    self._look_at(run)


def _waiting(run: Run, state: dict[str, Any], memory: int | None) -> Waiting:
    training = run.whole_record()["config"].get("training", {})
    gpus = state["gpus"]
    need = Need(
        str(training.get("device", "auto")),
        int(training.get("threads", 1)),
        None if gpus is None else tuple(gpus),
        memory,
    )
    return Waiting(run, place(state), tuple(state["depends_on"]), need, bool(state["paused"]), bool(state["hindered"]))


def _has_begun(run: Run) -> bool:
    """Say whether a run's last launch has something to tell, as far as its folder can be read."""
    with suppress(StoreError, OSError):
        if (run.folder / STATE).exists():
            return bool(run.state()["launched"])
    return any((run.folder / name).exists() for name in (EXIT, EVENTS))


def _status(run: Run) -> Status | None:
    """Return how a run ended, None where it has not for good; one that cannot be read has failed whoever needs it."""
    try:
        standing = run.standing()
    except Exception:  # noqa: BLE001 - whatever its folder holds
        return Status.LOST
    return standing.status if standing.status.ended and not standing.paused else None


def _mark_skipped(run: Run, reason: str) -> None:
    """Write the reason to run.json; where that is damaged it is written anew, and kept beside."""
    try:
        run.state()
    except StoreError:
        renew_state(run)
    with run.change_state() as state:
        state["skipped"] = reason
