"""A store of queued runs whose children are stand-ins, and ways to wait for what comes of them."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from store.events import EventReader
from store.run import Run
from store.status import Standing
from store.store import Store
from trainer.launch.dispatcher import about, ensure_dispatcher

STAND_IN = Path(__file__).with_name("stand_in.py")
PATIENCE = 60.0
Found = TypeVar("Found")


def use_stand_ins(monkeypatch: pytest.MonkeyPatch, folder: Path, slots: int = 2) -> None:
    """Give a test a machine of its own, on which stand-ins are run in place of the trainer."""
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(folder / "claims"))
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", str(slots))
    monkeypatch.setenv("BACKSLIDE_CHILD", str(STAND_IN))


def queue(store: Store, count: int = 1, needs: Sequence[Run] = (), threads: int = 1, **act: Any) -> list[Run]:
    """Queue runs whose children do as `act` says."""
    record = {
        "experiment": "scene",
        "variant": "stand_in",
        "config": {"training": {"device": "cpu", "threads": threads, "epochs": act.get("epochs", 1)}},
        "act": act,
    }
    state = {"depends_on": [run.id for run in needs]}
    return store.create_runs([record | {"seed": seed} for seed in range(1, count + 1)], [state] * count)


def kill_pythons(monkeypatch: pytest.MonkeyPatch, folder: Path, times: int, words: str = "") -> Path:
    """Let each Python that is started be killed at once, so often; only those whose call has these words, if given.

    Returns the file that has a line for each start.
    """
    program, tries = folder / "python", folder / "tries"
    killed = f"case $* in *{words}*) echo >> {tries}; test $(wc -l < {tries}) -le {times} && kill -9 $$;; esac"
    program.write_text(f'#!/bin/sh\n{killed}\nexec {sys.executable} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return tries


def wait_until(condition: Callable[[], Found], patience: float = PATIENCE) -> Found:
    """Wait until something holds, and return it; fail if it does not come."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return found


def begin(store: Store, **act: Any) -> Run:
    """Queue a run of four epochs, start it, and wait until it has kept its first checkpoint."""
    (run,) = queue(store, epochs=4, seconds=0.4, **act)
    ensure_dispatcher(store)
    wait_until(lambda: events(run, "checkpoint"))
    return run


def standing(run: Run) -> Standing:
    """Return where a run stands, as eyes see it that have seen nothing of it before."""
    return Run(run.folder).standing()


def statuses(runs: Sequence[Run]) -> list[str]:
    """Return the statuses of runs."""
    return [str(standing(run).status) for run in runs]


def events(run: Run, kind: str) -> list[dict[str, Any]]:
    """Return the events of one kind."""
    return [event for event in EventReader(run.folder / "events.jsonl").read_new() if event["kind"] == kind]


def over(runs: Sequence[Run]) -> bool:
    """Say whether all of them have ended."""
    return all(run.standing().status.ended for run in runs)


def pid_of(store: Store) -> int:
    """Return the process of a store's dispatcher, as soon as it says which."""
    wait_until(lambda: about(store.root))
    return int(about(store.root)["pid"])


def span(run: Run) -> tuple[float, float]:
    """Return from when to when a run had its device for certain."""
    return events(run, "started")[0]["t"], events(run, "finished")[0]["t"]


def at_once(runs: list[Run]) -> int:
    """Return how many runs were under way at the same time, at most."""
    spans = [span(run) for run in runs]
    return max(sum(begin <= moment < end for begin, end in spans) for moment, _ in spans)


def started(run: Run) -> bool:
    """Say whether a run's child has begun."""
    return bool(events(run, "started"))
