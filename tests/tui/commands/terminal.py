"""Commands in a process of their own: in a pipe, and in a terminal of a given width."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence

COMMAND = (sys.executable, "-m", "tui")


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a terminal that can show colours, with what a person set of their own left out."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "BACKSLIDE_STORE", "COLUMNS", "LINES")
    }
    return plain | {"TERM": "xterm-256color", **changes}


def in_pipe(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose output goes to a pipe."""
    return subprocess.run((*COMMAND, *words), capture_output=True, text=True, env=environment(changes), check=False)


def in_terminal(*words: str, columns: int = 80, **changes: str) -> str:
    """Run a command in a terminal and return everything that it sent there."""
    return sent_to_terminal((*COMMAND, *words), columns, **changes).decode().replace("\r\n", "\n")


def sent_to_terminal(command: Sequence[str], columns: int = 80, typed: bytes = b"", **changes: str) -> bytes:
    """Run a program in a terminal, with what was typed before it began, and return the bytes that it sent there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.write(ours, typed)
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(changes)):
        os.close(theirs)
        sent = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return sent


def _read(descriptor: int) -> bytes:
    """Return what came, and nothing when the other end has gone (Linux says EIO then)."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
