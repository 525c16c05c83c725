"""Work on a store that a person asks for and that goes on without them, as a search does: one of a name at a time.

Whoever does it holds a lock in the store and writes into it who it is. It can be done in a terminal, or be started
detached: in a session of its own, with its console in a file of the store. It keeps nothing else, so it can be killed
at any time, and whoever starts it anew goes on.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from typing import Any

from store.errors import StoreError
from store.files import hold, is_locked
from store.format import write_format
from store.line import moment
from store.liveness import process_lives, same_machine, this_machine
from trainer.launch.errors import LaunchError
from trainer.launch.logs import last_line, open_log

FOLDER = "errands"
PATIENCE = 0.5
"""Seconds that the lock is waited for: whoever looks at it holds it for a moment."""
START = 60.0
"""Seconds that a process has to begin."""
LEAVE = 10.0
"""Seconds that a process has to leave once it is asked to."""
MISTAKE = 2
"""The exit status of a command that could not be begun."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done on a store by one process at a time, told apart from others by the words of its name."""

    root: Path
    words: tuple[str, ...]

    @property
    def _name(self) -> str:
        """A name for files: what of the words is safe, and a hash of all of them."""
        safe = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(self.words)).strip("-")
        return f"{safe[:60]}-{blake2b(json.dumps(self.words).encode(), digest_size=4).hexdigest()}"

    @property
    def lock(self) -> Path:
        """The file that its process holds."""
        return self.root / FOLDER / f"{self._name}.lock"

    @property
    def console(self) -> Path:
        """The file that a detached process prints into."""
        return self.root / FOLDER / f"{self._name}.log"

    def is_under_way(self) -> bool:
        """Say whether somebody is at it."""
        return is_locked(self.lock)

    def about(self) -> dict[str, Any]:
        """Return what whoever was at it last said of itself: `pid`, `t` (since when), machine, `asked`, `detached`."""
        try:
            told = json.loads(self.lock.read_bytes())
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @contextmanager
    def taken(self, asked: Mapping[str, Any]) -> Iterator[None]:
        """Let this process alone be at it while the block runs; asked to stop, it is interrupted as by Ctrl-C.

        Raises `LaunchError` where somebody is at it already.
        """
        write_format(self.root)
        self.lock.parent.mkdir(exist_ok=True)
        try:
            descriptor = hold(self.lock, timeout=PATIENCE)
        except StoreError:
            raise LaunchError(f"{' '.join(self.words)}: {self.told()}") from None
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(self._myself(asked)).encode(), 0)
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
            os.close(descriptor)

    def told(self) -> str:
        """Say who is at it, since when, and where it prints to."""
        about = self.about()
        since = f", since {moment(about['t'])}" if isinstance(about.get("t"), (int, float)) else ""
        where = f"; it prints into {self.console}" if about.get("detached") else ""
        return f"process {about.get('pid', '?')} is at it already{since}{where}"

    def start(self, command: Sequence[str]) -> None:
        """Start a command detached that takes this errand, and return once it has, or is over.

        Raises `LaunchError` where it cannot.
        """
        if self.is_under_way():
            raise LaunchError(f"{' '.join(self.words)}: {self.told()}")
        write_format(self.root)
        self.console.parent.mkdir(exist_ok=True)
        with open_log(self.console) as written:
            begin = written.tell()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=written, stderr=written, start_new_session=True
            )
        Thread(target=process.wait, daemon=True).start()  # so that none stays a zombie for as long as an app lives
        deadline = time.monotonic() + START
        while not self._was_taken(process.pid):
            if process.poll() == 0:
                return
            if process.poll() is not None and not self._was_taken(process.pid):
                raise LaunchError(last_line(self.console, begin))
            if time.monotonic() > deadline:
                raise LaunchError(f"{self.console}: process {process.pid} does not begin; see what it prints")
            time.sleep(0.02)
        if process.poll() == MISTAKE:
            raise LaunchError(last_line(self.console, begin))

    def stop(self) -> None:
        """Ask whoever is at it to stop, and return once it has. Raises `LaunchError` where that cannot be."""
        about = self.about()
        if not self.is_under_way():
            raise LaunchError(f"{' '.join(self.words)}: nobody is at it")
        pid = about.get("pid")
        if not same_machine(about):
            raise LaunchError(f"{self.lock}: it is done on {about.get('host')}; end it there, with `kill {pid}`")
        if isinstance(pid, int) and process_lives(pid, about.get("t")):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + LEAVE
        while self.is_under_way():
            if time.monotonic() > deadline:
                raise LaunchError(f"{self.lock}: process {pid} does not leave; end it with `kill -9 {pid}`")
            time.sleep(0.02)

    def _was_taken(self, pid: int) -> bool:
        return self.about().get("pid") == pid

    def _myself(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        here = this_machine().as_evidence()
        return {"pid": os.getpid(), "t": time.time(), "asked": dict(asked), "detached": self._is_console(), **here}

    def _is_console(self) -> bool:
        """Say whether what this process prints goes into the errand's file."""
        with suppress(OSError):
            return os.path.samestat(os.fstat(1), self.console.stat())
        return False
