"""Killing at random, repeatably: what is killed, and what must still be true afterwards."""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from store.files import is_locked
from store.run import Run
from store.status import Status
from store.store import Store
from store.summary import summarize
from tests.trainer.launch.scene import events, queue
from trainer.launch.dispatcher import about, ensure_dispatcher, is_alive

FULL = bool(os.environ.get("FULL"))
SEED = int(os.environ.get("SEED") or 1)


@dataclass
class Havoc:
    """Kills processes of a store's runs, and remembers whose."""

    store: Store
    chance: Random
    runs: Sequence[Run] = ()
    killed: Counter[str] = field(default_factory=Counter)
    children: set[str] = field(default_factory=set)
    """Ids of the runs whose child was killed."""

    def strike(self) -> None:
        """Kill one process, or bring a dispatcher back as the next one who queues would."""
        blow: Callable[[], None] = self.chance.choice([self._child, self._supervisor, self._dispatcher, self._revive])
        blow()

    def over(self) -> bool:
        """Say whether all runs are; whoever looks finds a dispatcher again."""
        if all(run.standing().status.ended for run in self.runs):
            return True
        if not is_alive(self.store.root):
            ensure_dispatcher(self.store)
        return False

    def _child(self) -> None:
        run = self._one_under_way()
        child = run and (run.state()["launched"] or {}).get("child")
        if run and child and is_locked(run.folder / "lock"):
            self.children.add(run.id)
            self._kill("child", child)

    def _supervisor(self) -> None:
        run = self._one_under_way()
        if run and is_locked(run.folder / "lock"):
            self._kill("supervisor", run.state()["launched"]["pid"])

    def _dispatcher(self) -> None:
        if is_alive(self.store.root) and about(self.store.root):
            self._kill("dispatcher", about(self.store.root)["pid"])

    def _revive(self) -> None:
        ensure_dispatcher(self.store)

    def _one_under_way(self) -> Run | None:
        under_way = [run for run in self.runs if run.standing().status is Status.RUNNING]
        return self.chance.choice(under_way) if under_way else None

    def _kill(self, what: str, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed[what] += 1


def queue_family(store: Store, chance: Random, count: int) -> list[Run]:
    """Queue runs of which some need others."""
    runs: list[Run] = []
    for _ in range(count):
        needs = [chance.choice(runs)] if runs and chance.random() < 0.3 else []
        runs += queue(store, needs=needs, epochs=chance.randint(1, 8), seconds=chance.choice([0.0, 0.05, 0.1]))
    return runs


def check_truth(havoc: Havoc) -> None:
    """Hold what the store says of each run against what is known of it."""
    for run in havoc.runs:
        status = Run(run.folder).standing().status
        began, finished = events(run, "started"), events(run, "finished")
        assert len(began) <= 1, "a run is begun once"
        assert not is_locked(run.folder / "lock")
        assert (status is Status.FINISHED) == bool(finished)
        if not began and run.id not in havoc.children:
            assert status in {Status.SKIPPED, Status.LOST}, f"{run.id} was never begun, and it is {status}"
        elif run.id not in havoc.children:
            assert status is Status.FINISHED, f"{run.id}: nobody killed its child, and it is {status}"
        elif not finished:
            assert status in {Status.FAILED, Status.LOST}
        acknowledged = {int(number) for number in re.findall(r"epoch (\d+)\n", _console(run))}
        assert acknowledged <= {event["epoch"] for event in events(run, "epoch")}
    assert _index_is_right(havoc.store)


def _console(run: Run) -> str:
    path = run.folder / "console.log"
    return path.read_text() if path.exists() else ""


def _index_is_right(store: Store) -> bool:
    rows = {row.id: row for row in Store(store.root).rows()}
    return all(rows[id_].document() == summarize(store.run(id_)).document() for id_ in store.ids())


def most_at_once(runs: Sequence[Run]) -> int:
    """Return how many children were alive at the same time, at most, as far as they have told."""
    spans = []
    for run in runs:
        history = run.history()
        if history.started is not None and history.newest is not None:
            spans.append((history.started["t"], history.newest))
    return max((sum(begin <= moment < end for begin, end in spans) for moment, _ in spans), default=0)
