"""The app in a pseudo-terminal, for benchmarks: what it prints is read at once, or as slowly as a link carries it."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

APP = "from tui.commands import main; main(['--store', {folder!r}])"
KEYS = {"down": b"\x1b[B", "up": b"\x1b[A", "enter": b"\r", "escape": b"\x1b", "end": b"\x1b[F", "home": b"\x1b[H"}


def nobody(_data: bytes, _now: float) -> None:
    """Watch nothing."""


class Link:
    """Reads what a program prints, in a thread; `watch` is told of each piece and of when it came."""

    def __init__(self, terminal: int, pid: int, rate: float = 0.0) -> None:
        self.terminal, self.pid, self.rate = terminal, pid, rate
        self.read = 0
        """Bytes so far."""
        self.newest = time.perf_counter()
        self.watch: Callable[[bytes, float], Any] = nobody
        self._kept, self._lock = bytearray(), Lock()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        size = max(1, round(self.rate / 50)) if self.rate else 65536
        while True:
            try:
                data = os.read(self.terminal, size)
            except OSError:
                return
            now = time.perf_counter()
            with self._lock:
                self.read += len(data)
                self.newest = now
                self._kept += data
                self.watch(data, now)
            if self.rate:
                time.sleep(len(data) / self.rate)

    def press(self, key: str) -> float:
        """Type a key; return when."""
        now = time.perf_counter()
        os.write(self.terminal, KEYS.get(key, key.encode()))
        return now

    def forget(self) -> None:
        """Forget what was printed so far."""
        with self._lock:
            self._kept.clear()

    def wait_for(self, pattern: bytes, seconds: float = 60.0) -> float:
        """Return when something was on its way to the screen that was not there when `forget` was last called."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            with self._lock:
                if re.search(pattern, self._kept):
                    return self.newest
            time.sleep(0.001)
        raise TimeoutError(f"{pattern!r} was not printed within {seconds:.0f} s: {bytes(self._kept[-400:])!r}")

    @property
    def printed(self) -> bytes:
        """What was printed since `forget` was last called."""
        with self._lock:
            return bytes(self._kept)

    def settle(self, quiet: float = 0.5, seconds: float = 30.0) -> None:
        """Wait until nothing has been printed for a while."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < min(self.newest + quiet, deadline):
            time.sleep(0.02)


@contextmanager
def opened(folder: Path, *, size: tuple[int, int] = (160, 45), rate: float = 0.0, code: str = APP) -> Iterator[Link]:
    """Open the app on a store, as somebody who has seen the tour and nothing else, and end it afterwards."""
    with TemporaryDirectory() as home:
        kept = Path(home) / "backslide"
        kept.mkdir()
        (kept / "choices.json").write_text('{"toured": true}')
        with _opened(size, rate, code.format(folder=str(folder)), home) as link:
            yield link


@contextmanager
def _opened(size: tuple[int, int], rate: float, code: str, home: str) -> Iterator[Link]:
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.environ.update(XDG_STATE_HOME=home, XDG_CONFIG_HOME=home)
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)
        select.select([], [], [], 0.1)  # until the terminal has its size
        os.execv(sys.executable, [sys.executable, "-c", code])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    try:
        yield Link(terminal, pid, rate)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
