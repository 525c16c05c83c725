"""Changing the line in which runs wait: who comes first, who is held back."""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from math import inf, nextafter
from typing import Any, Literal

from store.errors import StoreError
from store.ids import is_id
from store.line import change_line, line, place
from store.row import Row
from store.run import Run
from store.status import NOT_BEGUN, Status
from store.store import Store
from store.summary import summarize_whatever
from trainer.launch import doorbell
from trainer.launch.errors import LaunchError
from trainer.launch.resume import RESUMABLE, resume_runs
from trainer.launch.stop import request_stop

Where = Literal["first", "last", "up", "down"]


def waiting(store: Store, rows: Sequence[Row] | None = None) -> list[Run]:
    """Return the runs that have not begun, in the order of their turns; `rows` are the store's, where known."""
    runs = [store.run(row.id) for row in (store.rows() if rows is None else rows) if row.status in NOT_BEGUN]
    return sorted(runs, key=lambda run: (place(run.state()), run.id))


def move(store: Store, runs: Sequence[Run], where: Where) -> None:
    """Give waiting runs other turns among those of their priority; they keep the order that they have to each other."""
    _require_waiting(runs)
    ids = {run.id for run in runs}
    everyone = waiting(store)
    moving = [run for run in everyone if run.id in ids]
    for run in moving if where in ("up", "last") else reversed(moving):
        _place_anew(run, [one for one in waiting(store) if _priority(one) == _priority(run)], where, ids)
    _tell(store, runs)


def set_priority(store: Store, runs: Sequence[Run], priority: int) -> None:
    """Let waiting runs come before all of a lower priority (0 unless said), and after all of a higher one."""
    _require_waiting(runs)
    _change(store, runs, lambda state: state.update(priority=priority))


def pause(store: Store, runs: Sequence[Run]) -> None:
    """Hold runs back: those that wait are not begun; those that train stop after their step, and can go on."""
    ended = [run for run in runs if run.standing().status.ended]
    if ended:
        raise LaunchError(f"{ended[0].name} ({ended[0].id}) has ended, so there is nothing to pause")
    _change(store, runs, lambda state: state.update(paused=time.time()))
    request_stop(store, [run for run in runs if run.standing().status not in NOT_BEGUN])


def go_on(store: Store, runs: Sequence[Run]) -> None:
    """Let paused runs go on: those that wait have their turn again, those that had stopped are resumed.

    Whoever calls this then calls `ensure_dispatcher`.
    """
    for run in runs:
        if not run.state()["paused"]:
            raise LaunchError(f"{run.name} ({run.id}) is not paused")
        if run.standing().status is Status.STOPPING:
            raise LaunchError(f"{run.name} ({run.id}) is still stopping; let it go on once it has")
    stopped = [run for run in runs if run.standing().status in RESUMABLE]
    _change(store, runs, lambda state: state.update(paused=None))
    if stopped:
        resume_runs(store, stopped)


def pause_all(store: Store) -> None:
    """Let no more runs begin; those that train go on."""
    store.make()
    with change_line(store.root) as found:
        found["paused"] = found["paused"] or time.time()
    doorbell.ring(store.root)


def go_on_all(store: Store) -> list[Run]:
    """Let runs begin again, and those go on that the end of the queue's time held back.

    Returns those that cannot yet, because they are still stopping, or cannot at all; they go on the next time. Whoever
    calls this then calls `ensure_dispatcher`.
    """
    found = line(store.root)
    over = found["until"] and time.time() >= found["until"]
    if not (found["paused"] or over or found["held"]):
        raise LaunchError(f"{store.root}: the queue is not paused; runs that are paused one by one are named to go on")
    held = [Run(store.root / id_) for id_ in found["held"] if is_id(id_) and (store.root / id_).is_dir()]
    left = [run for run in held if not _goes_on(store, run)]
    with change_line(store.root) as found:
        found.update(paused=None, held=[run.id for run in left], until=None if over else found["until"])
    doorbell.ring(store.root)
    return left


def _goes_on(store: Store, run: Run) -> bool:
    """Let a run go on that was held back; one that somebody else has let go on is done with."""
    with suppress(StoreError, LaunchError):
        if run.state()["paused"]:
            go_on(store, [run])
        return True
    return False


def set_until(store: Store, until: float | None) -> None:
    """Say when the queue's time is over: nothing begins from then on, and what trains is paused. None: never."""
    store.make()
    with change_line(store.root) as found:
        found["until"] = until
    doorbell.ring(store.root)


def hold_back(store: Store, run: Run) -> None:
    """Pause a run that trains, because the queue's time is over; `go_on_all` lets it go on."""
    state = run.state()
    if state["paused"] or state["stop_requested"] or run.standing().status.ended:
        return
    with change_line(store.root) as found:
        found["held"] = [*found["held"], *({run.id} - set(found["held"]))]
    with suppress(LaunchError):  # it has ended meanwhile
        pause(store, [run])


def _require_waiting(runs: Sequence[Run]) -> None:
    for run in runs:
        status = run.standing().status
        if status not in NOT_BEGUN:
            raise LaunchError(f"{run.name} ({run.id}) is {status}; only a run that waits has a turn")


def _place_anew(run: Run, others: Sequence[Run], where: Where, moving: Collection[str]) -> None:
    """Give a run the turn before or after all others, or that of its neighbour, unless that one moves as well."""
    here = [one.id for one in others].index(run.id)
    if where in ("first", "last"):
        order = _order(others[0]) - 1 if where == "first" else _order(others[-1]) + 1
        _set_order(run, order)
        return
    there = here + (-1 if where == "up" else 1)
    if 0 <= there < len(others) and others[there].id not in moving:
        own, other = _order(run), _order(others[there])
        _set_order(run, other if own != other else nextafter(other, -inf if where == "up" else inf))
        _set_order(others[there], own)


def _order(run: Run) -> float:
    return place(run.state())[1]


def _set_order(run: Run, order: float) -> None:
    with run.change_state() as state:
        state["order"] = order


def _priority(run: Run) -> float:
    return place(run.state())[0]


def _change(store: Store, runs: Sequence[Run], change: Callable[[dict[str, Any]], object]) -> None:
    for run in runs:
        with run.change_state() as state:
            change(state)
    _tell(store, runs)


def _tell(store: Store, runs: Sequence[Run]) -> None:
    with store.index.change() as table:
        table.put(map(summarize_whatever, runs))
    doorbell.ring(store.root)
