"""A store of queued runs whose children are stand-ins, and ways to wait for what comes of them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.run import Run
from store.store import Store

STAND_IN = Path(__file__).with_name("stand_in.py")
PATIENCE = 30.0


def queue(store: Store, count: int = 1, needs: "list[Run] | None" = None, threads: int = 1, **act: Any) -> list[Run]:
    """Queue runs whose children do as `act` says."""
    record = {
        "experiment": "scene",
        "variant": "stand_in",
        "config": {"training": {"device": "cpu", "threads": threads, "epochs": act.get("epochs", 1)}},
        "act": act,
    }
    state = {"depends_on": [run.id for run in needs or ()]}
    return store.create_runs([record | {"seed": seed} for seed in range(1, count + 1)], [state] * count)


def wait_until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something holds, and fail if it does not come."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def status(run: Run) -> str:
    """Return a run's status, read by eyes that have seen nothing of it before."""
    return str(Run(run.folder).standing().status)


def statuses(runs: list[Run]) -> list[str]:
    """Return the statuses of runs."""
    return [status(run) for run in runs]


def events(run: Run, kind: str) -> list[dict[str, Any]]:
    """Return the events of one kind."""
    from store.events import EventReader

    return [event for event in EventReader(run.folder / "events.jsonl").read_new() if event["kind"] == kind]


def over(runs: list[Run]) -> bool:
    """Say whether all of them have ended."""
    return all(run.standing().status.ended for run in runs)
