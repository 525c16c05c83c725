"""One detached process a store that does its runs: how it is started, found, and replaced.

It is `python -P -m trainer.launch.dispatcher STORE`, and can be killed at any time: runs that are under way have
supervisors of their own, and the next one who queues starts another dispatcher.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from store.errors import StoreError
from store.files import hold, is_locked, locked
from store.liveness import process_lives, same_machine, this_machine
from store.store import Store
from trainer.launch import doorbell
from trainer.launch.devices import cpu_slots
from trainer.launch.dispatching import LOCK, Dispatcher, log
from trainer.launch.errors import LaunchError
from trainer.launch.logs import last_line, open_log

LOG = "dispatcher.log"
PATIENCE = 5.0
"""Seconds that a new dispatcher waits for the lock of one that has just died."""
TRIES = 3
HAND_OVER = 10.0
"""Seconds that an older dispatcher has to leave; its runs do not notice."""


def ensure_dispatcher(store: Store) -> None:
    """See to it that somebody does the runs of a store: when this returns, a dispatcher lives and knows of all runs.

    One of an older version is replaced; a newer one stays. Raises `LaunchError` where none can be started.
    """
    cpu_slots()
    root = store.root.resolve()
    with locked(root / doorbell.LOCK):
        doorbell.ring(root)
        if is_alive(root) and not _is_dead(about(root)):
            if not _is_older(about(root)):
                return
            _ask_to_leave(root)
        _start(root)


def is_alive(root: Path) -> bool:
    """Say whether a store has a dispatcher."""
    return is_locked(root / LOCK)


def about(root: Path) -> dict[str, Any]:
    """Return what the newest dispatcher said of itself: pid, version, machine, when it began."""
    try:
        told = json.loads((root / LOCK).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _is_dead(dispatcher: dict[str, Any]) -> bool:
    """Say whether a dispatcher was killed just when it started a supervisor, to which its lock belongs for a moment."""
    lives = process_lives(dispatcher.get("pid"), dispatcher.get("t"))
    return "pid" in dispatcher and same_machine(dispatcher) and not lives


def _is_older(dispatcher: dict[str, Any]) -> bool:
    return "version" in dispatcher and _numbers(str(dispatcher["version"])) < _numbers(version("backslide"))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _ask_to_leave(root: Path) -> None:
    dispatcher = about(root)
    if not same_machine(dispatcher):
        raise LaunchError(
            f"{root}: an older backslide ({dispatcher['version']}) does this store's runs on {dispatcher.get('host')}; "
            f"end it there, with `kill {dispatcher.get('pid')}` (its runs go on), or update it"
        )
    with suppress(ProcessLookupError):
        os.kill(int(dispatcher["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + HAND_OVER
    while is_alive(root):
        if time.monotonic() > deadline:
            raise LaunchError(f"{root}: an older dispatcher (process {dispatcher['pid']}) does not leave; kill it")
        time.sleep(0.02)


def _start(root: Path) -> None:
    """Start a dispatcher and wait until it holds its lock; one that is killed at once is started again."""
    for _ in range(TRIES):
        status, said = _start_once(root)
        if status > 0:
            raise LaunchError(f"{root}: no dispatcher could be started: {said}")
        if is_alive(root):
            return
    raise LaunchError(f"{root}: the dispatcher was killed as soon as it was started, {TRIES} times in a row")


def _start_once(root: Path) -> tuple[int, str]:
    """Return the exit status (negative: a signal) of whoever leaves the dispatcher behind, and its last line."""
    command = [sys.executable, "-P", "-m", "trainer.launch.dispatcher", str(root)]
    with open_log(root / LOG) as written:
        begin = written.tell()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            cwd=root,
            start_new_session=True,
            check=False,
        )
    return done.returncode, last_line(root / LOG, begin)


def main(root: Path) -> None:
    """Become a store's dispatcher, in the background, unless it has one. The starter returns once the lock is held."""
    try:
        lock = hold(root / LOCK, timeout=PATIENCE)
    except StoreError:
        return
    os.ftruncate(lock, 0)
    dispatcher = Dispatcher(Store(root), lock)
    if os.fork():
        os._exit(0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(dispatcher, "leaving", True))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.pwrite(lock, json.dumps(_about_myself()).encode(), 0)
    try:
        dispatcher.work()
    except BaseException as error:
        log(f"{type(error).__name__}: {error}")
        raise


def _about_myself() -> dict[str, Any]:
    return {"pid": os.getpid(), "version": version("backslide"), "t": time.time(), **this_machine().as_evidence()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
