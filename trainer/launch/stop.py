"""Asking runs to stop."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from store.files import is_locked
from store.liveness import process_lives, same_machine
from store.run import LOCK, Run
from store.status import Status
from store.store import Store
from store.summary import summarize_whatever
from trainer.launch import doorbell


def request_stop(store: Store, runs: Sequence[Run]) -> list[Run]:
    """Ask runs to stop and return those that were not over; one that waits is stopped now, others after their step.

    The last are asked first: runs that need others would be skipped where those had stopped already.
    """
    asked = [run for run in reversed(runs) if _ask(run)][::-1]
    if asked:
        with store.index.change() as table:
            table.put(map(summarize_whatever, asked))
    doorbell.ring(store.root)
    return asked


def _ask(run: Run) -> bool:
    """Leave the request in run.json, where the run's supervisor sees it; what is over is not even written anew."""
    if run.standing().status.ended:
        return False
    with run.change_state() as state:
        status = run.standing().status
        if status.ended:
            return False
        if not state["stop_requested"]:
            state["stop_requested"] = time.time()
        launched = state["launched"]
    if launched and status is not Status.UNKNOWN:
        _ask_in_place_of_supervisor(run, launched)
    return True


def _ask_in_place_of_supervisor(run: Run, launched: dict[str, Any]) -> None:
    """Tell the child itself, if it lives here and its supervisor was killed: nobody else would."""
    since = launched.get("t")
    child = launched.get("child") or (run.history().started or {}).get("pid")
    if not same_machine(launched) or process_lives(launched.get("pid"), since) or not is_locked(run.folder / LOCK):
        return
    if isinstance(child, int) and process_lives(child, since):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGTERM)
