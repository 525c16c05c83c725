"""The status of a run, computed from what its files say and from who lives. Nobody records it."""

import signal
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from store import liveness
from store.line import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.history import History

SILENCE = 120.0
"""Seconds without an event after which a run whose lock cannot be trusted from here is unknown."""
LONG_SILENCE = 600.0
"""The same for a run that lives, which is then called silent: it may hang, or be busy with a large set of data."""


class Status(StrEnum):
    """What a run is doing, or how it ended."""

    QUEUED = "queued"
    WAITING = "waiting"
    RUNNING = "running"
    SILENT = "silent"
    STOPPING = "stopping"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"

    __hash__ = str.__hash__
    """As equality is that of texts; an Enum's own is worked out in Python, for each of ten thousand runs."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come unless someone starts the run again."""
        return self in ENDED


ENDED = frozenset({Status.FINISHED, Status.FAILED, Status.STOPPED, Status.LOST, Status.SKIPPED})
NOT_BEGUN = frozenset({Status.QUEUED, Status.WAITING})
WENT_WRONG = frozenset({Status.FAILED, Status.LOST})
ALIVE = frozenset({Status.RUNNING, Status.SILENT, Status.STOPPING})
OUT_OF_MEMORY, NON_FINITE = "out of memory", "non-finite loss"
"""The `cause` of a failed run that had too little memory, or whose loss was no finite number any more."""
_BY_END = {"finished": Status.FINISHED, "failed": Status.FAILED, "stopped": Status.STOPPED}


class Standing(NamedTuple):
    """A status, why (one sentence or nothing), and since when (unix time).

    `paused` is a run that has stopped for a while only: who needs it waits.
    """

    status: Status
    reason: str = ""
    since: float | None = None
    paused: bool = False


class Dependency(NamedTuple):
    """A run that another one needs: how it is called, and where it stands (None where it is gone)."""

    name: str
    standing: Standing | None


def launched_standing(
    state: dict[str, Any], exit_: dict[str, Any] | None, history: "History", *, locked: bool
) -> Standing:
    """Return where a run stands that was launched. `locked` was looked at before the other three were read."""
    found = _after_launch(state, exit_, history, locked=locked)
    again = next_try(state, history)
    if again and found.status in WENT_WRONG and not state.get("stop_requested"):
        how = "goes on by itself" + (", with its batches in halves" if again == "halved" else "")
        why = f"{how}: it {VERBS[found.status]} ({found.reason})"
        return Standing(Status.QUEUED, _told("paused" if state["paused"] else "", why), found.since)
    return found


def next_try(state: dict[str, Any], history: "History") -> str:
    """Return how a run goes on by itself should it have failed, or been lost: `halved`, `again`, or not (nothing)."""
    short = (history.end or {}).get("cause") == OUT_OF_MEMORY and bool(state["launched"]) and _is_end_of(state, history)
    if state["halvings"] and short:
        return "halved"
    return "again" if state["retries"] else ""


def _after_launch(state: dict[str, Any], exit_: dict[str, Any] | None, history: "History", *, locked: bool) -> Standing:
    launched = state["launched"]
    if exit_ is not None and _is_of(launched, exit_):
        return _ended(state, exit_, history)
    if history.end is not None and _number(history.end.get("t")) >= _number(launched.get("t")):
        return _by_end(state, history)
    if locked:
        return _alive(state, "", history.newest)
    return _unlocked(state, history)


def unlaunched_standing(
    state: dict[str, Any], created: float | None, needs: "Iterable[Dependency]", *, held: str = ""
) -> Standing:
    """Return where a run stands that was never launched: skipped, stopped, waiting for another, or queued.

    `held` says what holds the whole queue up.
    """
    if state.get("skipped"):
        return Standing(Status.SKIPPED, str(state["skipped"]), created)
    if state.get("stop_requested"):
        return Standing(Status.STOPPED, "stopped before it began", state["stop_requested"])
    waiting = Standing(Status.QUEUED, "paused" if state["paused"] else held or state["hindered"], created)
    for need in needs:
        if need.standing is None:
            return Standing(Status.SKIPPED, f"needs {need.name}, which is gone", created)
        if need.standing.status.ended and need.standing.status is not Status.FINISHED and not need.standing.paused:
            return Standing(
                Status.SKIPPED, f"needs {need.name}, which {VERBS[need.standing.status]}", need.standing.since
            )
        if need.standing.status is not Status.FINISHED:
            paused = ", which is paused" if need.standing.paused else ""
            why = _told("paused" if state["paused"] else "", f"waits for {need.name}{paused}")
            waiting = Standing(Status.WAITING, why, created)
    return waiting


VERBS = {
    Status.FAILED: "failed",
    Status.STOPPED: "was stopped",
    Status.LOST: "was lost",
    Status.SKIPPED: "was skipped",
}


def _is_of(launched: dict[str, Any], exit_: dict[str, Any]) -> bool:
    """Say whether an exit is of this launch; it names its launch, since a clock that was set back says nothing."""
    if "launched" in exit_:
        return bool(exit_["launched"] == launched.get("t"))
    return _number(exit_.get("ended")) >= _number(launched.get("t"))


def _is_end_of(state: dict[str, Any], history: "History") -> bool:
    """Say whether the newest end was told in this launch: there was no other, it came later, or its child told it."""
    launched, end, child = state["launched"], history.end or {}, history.started or {}
    own = child.get("pid") is not None and child.get("pid") == launched.get("child")
    return own or not state["earlier"] or _number(end.get("t")) >= _number(launched.get("t"))


def _ended(state: dict[str, Any], exit_: dict[str, Any], history: "History") -> Standing:
    if history.end is not None and _is_end_of(state, history):
        return _by_end(state, history)
    how, ended = how_it_exited(exit_), exit_.get("ended")
    if state.get("stop_requested") and exit_.get("signal"):
        told = _told(_why_stopped(state), f"did not stop by itself, {how}", _going_on(history))
        return Standing(Status.STOPPED, told, ended, paused=bool(state["paused"]))
    return Standing(Status.FAILED, _told(how, _going_on(history) if exit_.get("signal") else ""), ended)


def how_it_exited(exit_: dict[str, Any]) -> str:
    """Return in words how a run's process ended, by its supervisor."""
    number, status = exit_.get("signal"), exit_.get("status")
    if number:
        short = (
            " while the kernel killed for want of memory (RAM, not the GPU's)" if exit_.get("short_of_memory") else ""
        )
        return f"killed by {_signal_name(number)}{short}"
    if status:
        return f"exited with status {status}"
    return "exited without saying how it ended"


def _by_end(state: dict[str, Any], history: "History") -> Standing:
    end = history.end or {}
    status = _BY_END[end["kind"]]
    parts = [str(end.get(part) or "") for part in ("reason", "advice")]
    if status is Status.STOPPED:
        parts = [_why_stopped(state), *parts, _going_on(history)]
    return Standing(status, _told(*parts), end.get("t"), paused=status is Status.STOPPED and bool(state["paused"]))


def _why_stopped(state: dict[str, Any]) -> str:
    return "paused" if state["paused"] else str(state["stop_reason"] or "")


def _told(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _going_on(history: "History") -> str:
    """Say from where a run can go on, if it has kept anything to go on from."""
    if history.position is None:
        return ""
    epoch, step = history.position
    return f"resume goes on after epoch {epoch}" + (f" and {step} steps" if step else "")


def _alive(state: dict[str, Any], reason: str, heard: float | None) -> Standing:
    launched = state["launched"].get("t")
    if state.get("stop_requested"):
        return Standing(Status.STOPPING, reason or "stops after the step that it is in", state["stop_requested"])
    last = max(_number(heard), _number(launched))
    if time.time() - last > LONG_SILENCE:
        return Standing(Status.SILENT, _told(reason, f"it lives, but has written nothing since {moment(last)}"), last)
    return Standing(Status.RUNNING, reason, launched)


def _unlocked(state: dict[str, Any], history: "History") -> Standing:
    launched, heard = state["launched"], history.newest
    if liveness.same_machine(launched):
        child = history.started or {}
        if liveness.process_lives(child.get("pid"), child.get("t")) and _number(child.get("t")) >= _number(
            launched.get("t")
        ):
            return _alive(state, "its supervisor is gone", heard)
        reason = _told("its processes ended without a word", _going_on(history))
        return Standing(Status.LOST, reason, heard or launched.get("t"))
    if liveness.rebooted_since(launched, heard):
        reason = _told("the machine was started anew", _going_on(history))
        return Standing(Status.LOST, reason, heard or launched.get("t"))
    if time.time() - _number(heard or launched.get("t")) < SILENCE:
        return _alive(state, f"on {_where(launched)}", heard)
    return Standing(Status.UNKNOWN, f"silent, and {_where(launched)} cannot be looked into from here", heard)


def _where(launched: dict[str, Any]) -> str:
    host = launched.get("host") or "an unknown host"
    return f"another container of {host}" if host == liveness.this_machine().host else str(host)


def _signal_name(number: Any) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
