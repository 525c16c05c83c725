"""Files of a run that are damaged: found, and put right where the file itself is kept beside what takes its place."""

import os
import time
from typing import TYPE_CHECKING, Any

from store.errors import StoreError, sentence
from store.events import whole_lines
from store.files import hold, locked, read_json, set_aside, write_atomically, write_json
from store.findings import Finding, first
from store.forms import STATE_FORMS, misfits
from store.run import EVENTS, EXIT, LOCK, NEW_STATE, RECORD, STATE, STATE_LOCK, Run, weights_of
from store.tensors import read_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WEIGHTS = ".safetensors"


def damaged_files(run: Run) -> "Iterator[Finding]":
    """Yield what is wrong with the files of a run."""
    if problem := _problem(lambda: run.record):
        missing = not (run.folder / RECORD).exists()
        yield Finding(f"{run.folder}: {RECORD} is missing" if missing else problem)
    if problem := _problem(run.state):
        yield Finding(problem, lambda: renew_state(run))
    elif not (run.folder / STATE).exists():
        yield Finding(f"{run.folder}: {STATE} is missing", lambda: renew_state(run))
    if problem := _problem(run.exit):
        yield Finding(problem)
    yield from _damaged_events(run)
    for path in sorted(run.folder.glob(f"*{WEIGHTS}")):
        if problem := _problem(lambda path=path: read_header(path)):  # type: ignore[misc]  # bound to this path
            yield Finding(problem)


def _problem(look: "Callable[[], object]") -> str:
    try:
        look()
    except (StoreError, OSError) as error:
        return sentence(error)
    return ""


def _damaged_events(run: Run) -> "Iterator[Finding]":
    path = run.folder / EVENTS
    if problem := _problem(run.history):
        yield Finding(problem, lambda: set_aside(path))
        return
    ended = _has_ended(run)
    if not (run.garbled or (ended and _ends_torn(path))):
        return
    bad = [number for number, (_, whole) in enumerate(whole_lines(path.read_bytes()), 1) if not whole]
    told = f"{path}: {_lines(bad)}; {'it is' if len(bad) == 1 else 'they are'} passed over"
    yield Finding(told, lambda: mend_events(run)) if ended else Finding(f"{told}, and can go once the run has ended")


def _lines(bad: list[int]) -> str:
    if len(bad) == 1:
        return f"line {bad[0]:,} is no event"
    return f"{len(bad):,} of its lines are no events ({first([f'{number:,}' for number in bad])})"


def _ends_torn(path: "Path") -> bool:
    try:
        with path.open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def _has_ended(run: Run) -> bool:
    try:
        return run.standing().status.ended
    except (StoreError, OSError):
        return False


def mend_events(run: Run) -> None:
    """Leave out what is no event, or no whole line; the file as it was is kept beside. A run that lives is refused."""
    path = run.folder / EVENTS
    lock = hold(run.folder / LOCK, timeout=0.5)
    try:
        content = path.read_bytes()
        set_aside(path)
        write_atomically(path, b"".join(line for line, whole in whole_lines(content) if whole))
    finally:
        os.close(lock)


def renew_state(run: Run) -> None:
    """Write run.json anew, with what of it is whole; the file as it was is kept beside."""
    path = run.folder / STATE
    with locked(run.folder / STATE_LOCK):
        state = NEW_STATE | _as_it_seems(run) | _whole_entries(path)
        if path.exists() or path.is_symlink():
            set_aside(path)
        write_json(path, state)


def _whole_entries(path: "Path") -> dict[str, Any]:
    try:
        values = read_json(path) or {}
    except (StoreError, OSError):
        return {}
    return {name: value for name, value in values.items() if not any(misfits({name: value}, STATE_FORMS))}


def _as_it_seems(run: Run) -> dict[str, Any]:
    """Return what the other files tell: one that has begun was launched, any other waits, held back, for a person."""
    found: dict[str, Any] = {}
    try:
        found["order"] = run.record.get("created", 0.0)
        found["depends_on"] = sorted({id_ for ids in weights_of(run.record).values() for id_ in ids})
    except (StoreError, OSError, KeyError):
        found = {}
    launched = _launch(run)
    return found | ({"launched": launched} if launched else {"paused": time.time()})


def _launch(run: Run) -> dict[str, Any] | None:
    """Return a launch that the end of a run, or else its beginning, belongs to."""
    try:
        end, started = run.exit() or {}, run.history().started or {}
    except (StoreError, OSError):
        end, started = {}, {}
    known = (end.get("launched"), started.get("t"), end.get("ended"))
    moment = next((value for value in known if value is not None), None)
    if moment is None and not (run.folder / EXIT).exists() and not (run.folder / EVENTS).exists():
        return None
    return {"t": moment or 0.0, "pid": started.get("pid"), "device": started.get("device")}
