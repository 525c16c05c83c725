"""Killing at random, repeatably."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from store.run import Run
from store.status import Status
from store.store import Store
from tests.faults.truth import Living, check_rows, check_story, living
from tests.trainer.launch.scene import events, queue, wait_until
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.errors import LaunchError
from trainer.launch.resume import RESUMABLE, resume_runs

FULL = bool(os.environ.get("FULL"))
SEED = int(os.environ.get("SEED") or 1)
KILLS = 200
"""How many of a kind are killed in full."""


@dataclass
class Havoc:
    """Kills processes of a store's runs, and remembers whose."""

    store: Store
    chance: Random
    runs: list[Run] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    """How often somebody was told that there is no dispatcher."""
    children: set[str] = field(default_factory=set)
    """Ids of the runs whose child was killed."""

    def strike(self) -> None:
        """Kill one process, or bring a dispatcher back as the next one who queues would."""
        blows: list[Callable[[], object]] = [self.revive]
        blows += [lambda role=role: self.kill(role) for role in ("child", "supervisor", "dispatcher")]  # type: ignore[misc]
        self.chance.choice(blows)()

    def kill(self, *roles: str) -> bool:
        """Kill a living process of one of these roles, and say whether there was one."""
        there = [one for one in living(self.store) if one.role in roles]
        return bool(there) and self.kill_it(self.chance.choice(there))

    def kill_it(self, victim: Living) -> bool:
        """Kill a process, and say whether it was still there."""
        if victim.role == "child":
            self.children.add(victim.run)
        with suppress(ProcessLookupError):
            os.kill(victim.pid, signal.SIGKILL)
            self.killed[victim.role] += 1
            return True
        return False

    def revive(self) -> None:
        """See to it that a dispatcher lives; whoever was told that it does not asks again."""
        while True:
            try:
                return ensure_dispatcher(self.store)
            except LaunchError:
                self.refused += 1

    def resume(self) -> None:
        """Let all runs go on that ended too early, as a person would."""
        ended = [run for run in self.runs if run.standing().status in RESUMABLE]
        if ended:
            resume_runs(self.store, ended)
        self.revive()

    def over(self) -> bool:
        """Say whether all runs are; whoever looks finds a dispatcher again."""
        if all(run.standing().status.ended for run in self.runs):
            return True
        if not is_alive(self.store.root):
            self.revive()
        return False

    def wait(self) -> None:
        """Wait until all runs are over and nobody works for the store any more."""
        wait_until(self.over, 120)
        wait_until(lambda: not (is_alive(self.store.root) or living(self.store)))

    def finish(self) -> None:
        """Let everything that was killed go on, until all is done."""
        deadline = time.monotonic() + 120
        while not all(run.standing().status is Status.FINISHED for run in self.runs):
            assert time.monotonic() < deadline
            self.resume()
            wait_until(self.over, 120)
        self.wait()


def queue_family(store: Store, chance: Random, count: int, **act: object) -> list[Run]:
    """Queue runs of which some need others."""
    runs: list[Run] = []
    for _ in range(count):
        needs = [chance.choice(runs)] if runs and chance.random() < 0.3 else []
        lasts = {"epochs": chance.randint(1, 8), "seconds": chance.choice([0.0, 0.05, 0.1])}
        runs += queue(store, needs=needs, **lasts | act)
    return runs


def check_truth(havoc: Havoc) -> None:
    """Hold what the store says of each run, none of which was resumed, against what is known of it."""
    for run in havoc.runs:
        status, began = Run(run.folder).standing().status, events(run, "started")
        check_story(run)
        assert len(began) <= 1, "a run is begun once"
        assert (status is Status.FINISHED) == bool(events(run, "finished"))
        if run.id in havoc.children:
            assert status in {Status.FINISHED, Status.FAILED, Status.LOST}
        elif not began:
            assert status in {Status.SKIPPED, Status.LOST}, f"{run.id} was never begun, and it is {status}"
        else:
            assert status is Status.FINISHED, f"{run.id}: nobody killed its child, and it is {status}"
    check_rows(havoc.store)


def most_at_once(runs: Sequence[Run]) -> int:
    """Return how many children were alive at the same time, at most, as far as they have told."""
    spans = []
    for run in runs:
        history = run.history()
        if history.started is not None and history.newest is not None:
            spans.append((history.started["t"], history.newest))
    return max((sum(begin <= moment < end for begin, end in spans) for moment, _ in spans), default=0)
