"""From the start of the program to its list on screen, and the memory that it takes, by the number of runs.

Each start is a process of its own in a pseudo-terminal; beside it the same for Textual's import alone, and for a
Textual app that shows one line.
"""

import os
import pty
import select
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.support.stores import make_store

SIZES = (10, 1_000, 10_000)
ROUNDS = 7
IMPORTING = "import textual.app"
"""What no app of Textual's can be faster than; the ratios are to it."""
IMPORT = 'import textual.app, time; print("decline", flush=True); time.sleep(60)'
BARE_NAME = "first paint of a bare Textual app"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("decline")
Bare().run()
"""
APP = "import os; os.chdir({folder!r}); from tui.__main__ import main; main()"
"""What `backslide` does when it is typed in the folder that has the store `runs`."""
SHOWN = b"decline"
"""What is on screen once the list is: the experiment's name."""
COLUMNS, LINES = 160, 45


class Start(NamedTuple):
    """How long a start took until its first paint (seconds), and the memory then (MiB)."""

    seconds: float
    memory: float


def start(code: str) -> Start:
    """Start a program in a pseudo-terminal and end it as soon as it shows what is waited for."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode at hand
        os.environ.update(TERM="xterm-256color", COLUMNS=str(COLUMNS), LINES=str(LINES), COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, "-c", code])
    try:
        _read_until_shown(terminal)
        return Start(time.perf_counter() - begun, _memory(pid))
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def _read_until_shown(terminal: int) -> None:
    seen, deadline = b"", time.perf_counter() + 60
    while SHOWN not in seen:
        if not select.select([terminal], [], [], max(0.0, deadline - time.perf_counter()))[0]:
            raise TimeoutError(f"nothing was painted within a minute; on screen: {seen[-500:]!r}")
        seen += os.read(terminal, 65536)


def _memory(pid: int) -> float:
    """Return the most memory that a process has held so far, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def measure(programs: dict[str, str], rounds: int) -> dict[str, Start]:
    """Return each program's medians; they start in turns, and a first round, which warms the caches, does not count."""
    found: dict[str, list[Start]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, code in programs.items():
            one = start(code)
            if number:
                found[name].append(one)
    return {
        name: Start(median(one.seconds for one in starts), max(one.memory for one in starts))
        for name, starts in found.items()
    }


def main(*, quick: bool = False) -> None:
    """Print a line for each number of runs, beside the bare app."""
    with TemporaryDirectory() as folder:
        os.environ.update(XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder)  # nobody's settings, and nobody's home
        programs = {IMPORTING: IMPORT, BARE_NAME: BARE}
        for runs in SIZES[:2] if quick else SIZES:
            root = Path(folder) / str(runs)
            make_store(root / "runs", runs, epochs=5)
            programs[name_of(runs)] = APP.format(folder=str(root))
        found = measure(programs, 2 if quick else ROUNDS)
    imported, few = found[IMPORTING].seconds, found[name_of(SIZES[0])].seconds
    for name, one in found.items():
        ratios = f"{one.seconds / imported:5.2f} × import  {one.seconds / few:5.2f} × {SIZES[0]} runs"
        print(f"{name:36} {one.seconds:7.3f} s  {ratios}  {one.memory:6.1f} MiB")


def name_of(runs: int) -> str:
    """Return the name of the start with so many runs."""
    return f"first paint of {runs:,} runs"


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
