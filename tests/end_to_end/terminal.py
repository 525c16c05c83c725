"""A program in a real terminal: its keys are typed and its screen is read as a person would."""

import os
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import Self

import pexpect
import pyte

PATIENCE = 60.0
"""Seconds after which what is waited for is given up; on an idle machine it comes in one or two."""
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "ctrl+u": "\x15",
}
CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def _surroundings() -> dict[str, str]:
    """Return this process's environment without what would belie the size of another terminal."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


class Terminal:
    """Runs a command in a pseudo terminal of its own; a thread feeds what it prints to an emulated screen."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], size: tuple[int, int] = (160, 45)
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._lock = Lock()
        self.printed = bytearray()
        """All that was printed, as bytes."""
        self.child = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=str(folder),
            env={**_surroundings(), **environment, "TERM": "xterm-256color"},
            dimensions=(rows, columns),
            timeout=None,
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.child.child_fd, 65536)
            except OSError:
                return
            if not data:
                return
            with self._lock:
                self.printed += data
                self._stream.feed(data)

    def text(self) -> str:
        """Return what is on screen."""
        with self._lock:
            lines = (self.screen.buffer[y] for y in range(self.screen.lines))
            return "\n".join("".join(line[x].data for x in range(self.screen.columns)).rstrip() for line in lines)

    def press(self, *keys: str) -> None:
        """Type keys: names of `KEYS`, or text as it is."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def wait_for(self, holds: str | Callable[[str], object], what: str = "") -> str:
        """Wait until a text is on screen, or something holds of what is; return the screen."""
        told = what or str(holds)
        found = (lambda text: holds in text) if isinstance(holds, str) else holds
        deadline = time.monotonic() + PATIENCE
        while not found(text := self.text()):
            if time.monotonic() > deadline or not self.child.isalive():
                state = "is alive" if self.child.isalive() else "has ended"
                raise AssertionError(f"{told!r} did not come on screen; the program {state}:\n{text}")
            time.sleep(0.01)
        return text

    def clipboard(self) -> bytes:
        """Return what was last put on the terminal's clipboard, still in base 64."""
        with self._lock:
            found = CLIPBOARD.findall(bytes(self.printed))
        return found[-1] if found else b""

    def kill(self) -> None:
        """Kill the program as `kill -9` does."""
        self.child.kill(signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """End the program if it still runs, and let go of the terminal."""
        self.child.close(force=True)
        self._reader.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
