"""Letting runs go on that ended before they were done: the same run, from its last checkpoint."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from store.dependants import dependants
from store.errors import StoreError
from store.files import hold
from store.run import LOCK, Run
from store.status import VERBS, Status, next_try
from store.store import Store
from store.summary import summarize_whatever
from trainer.launch.errors import LaunchError

RESUMABLE = frozenset({Status.STOPPED, Status.LOST, Status.FAILED, Status.SKIPPED})
PATIENCE = 5.0
"""Seconds that a supervisor has to let go of a run that has just told its end."""


@dataclass(frozen=True)
class Resumed:
    """What became of runs that were to go on."""

    runs: list[Run]
    revived: list[Run]
    """Others that had been skipped because of these, and now wait for them again."""


def resume_runs(store: Store, runs: Sequence[Run], change: Callable[[Run], None] | None = None) -> Resumed:
    """Queue ended runs again, each to go on where its last checkpoint stands; none of them where one cannot.

    `change` is done to each that can. Whoever resumes then calls `ensure_dispatcher`. Raises `LaunchError`
    for a run that is done or under way, and for one that needs a run which has not finished and is not resumed with it.
    """
    ids = {run.id for run in runs}
    for run in runs:
        _require_resumable(store, run, ids)
    rows = [row for row in store.rows() if row.id in ids]
    dropped = [store.run(row.id) for row in dependants(store, rows, {Status.SKIPPED})]
    revived = [run for run in dropped if not run.state()["skipped"]]
    launches = [run.state()["launched"] for run in runs]
    with store.index.change() as table:
        table.drop([run.id for run in (*runs, *revived)])  # whoever is killed below leaves no end in the index
    for run, launched in zip(runs, launches, strict=True):
        _put_back(run, launched)
        if change is not None:
            change(run)
    for run in revived:
        run.touch()
    with store.index.change() as table:
        table.put(map(summarize_whatever, [*runs, *revived]))
    return Resumed(list(runs), revived)


def resume_by_itself(run: Run) -> bool:
    """Let a run go on that failed or was lost, if it was queued on such terms, and has tries left."""
    state = run.state()
    again = next_try(state, run.history()) if state["launched"] else ""
    if not (again and run.standing().status is Status.QUEUED):
        return False
    return _put_back(run, state["launched"], again)


def halve_batches(run: Run) -> None:
    """Let a run take each of its batches in twice as many parts, one after the other, when it goes on."""
    with run.change_state() as state:
        state["batch_parts"] *= 2


def _require_resumable(store: Store, run: Run, others: Collection[str]) -> None:
    run.whole_record()
    standing = run.standing()
    if standing.status is Status.FINISHED:
        raise LaunchError(f"{run.name} ({run.id}) has finished; `backslide retry {run.id}` does it anew, as a new run")
    goes_on_by_itself = standing.status is Status.QUEUED and run.state()["launched"]
    if standing.status not in RESUMABLE and not goes_on_by_itself:
        raise LaunchError(f"{run.name} ({run.id}) is {standing.status}; only a run that has ended can be resumed")
    for problem in _unmet(store, run, others):
        raise LaunchError(f"{run.name} ({run.id}) needs {problem}; resume or retry that one first")


def _unmet(store: Store, run: Run, others: Collection[str]) -> Iterator[str]:
    """Yield what a run needs that has ended without result, and is not resumed with it."""
    for id_ in map(str, run.state()["depends_on"]):
        if id_ in others:
            continue
        try:
            needed = store.run(id_)
        except StoreError:
            yield f"{id_}, which is gone"
            continue
        status = needed.standing().status
        if status.ended and status is not Status.FINISHED:
            yield f"{needed.name} ({id_}), which {VERBS[status]}"


def _put_back(run: Run, launched: Any, by_itself: str = "") -> bool:
    """Make a run one that was never launched, but for what it has; what was asked of it before is done with.

    `launched` is the launch that was looked at: if there was another since, or if a run is to go on by itself and was
    asked to stop meanwhile, nothing is done. A run that goes on by itself (`next_try` says how) stays paused if it is.
    """
    try:
        lock = hold(run.folder / LOCK, timeout=PATIENCE)
    except StoreError:
        raise LaunchError(f"{run.name} ({run.id}): a process of it is still alive; stop it first") from None
    try:
        with run.change_state() as state:
            if state["launched"] != launched or (by_itself and state["stop_requested"]):
                return _refuse(run, by_itself=bool(by_itself))
            paused = state["paused"] if by_itself else None
            state.update(_as_queued(state), paused=paused, **_fewer_tries(state, by_itself))
    finally:
        os.close(lock)
    return True


def _fewer_tries(state: dict[str, Any], by_itself: str) -> dict[str, int]:
    if by_itself == "halved":
        return {"halvings": state["halvings"] - 1, "batch_parts": state["batch_parts"] * 2}
    return {"retries": state["retries"] - 1} if by_itself else {}


def _refuse(run: Run, *, by_itself: bool) -> bool:
    if not by_itself:
        raise LaunchError(f"{run.name} ({run.id}): somebody else has let it go on meanwhile")
    return False


def _as_queued(state: dict[str, Any]) -> dict[str, Any]:
    earlier = [*state["earlier"], state["launched"]] if state["launched"] else state["earlier"]
    return {**dict.fromkeys(("launched", "stop_requested", "skipped", "stop_reason", "notified")), "earlier": earlier}
