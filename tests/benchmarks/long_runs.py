"""From the key that opens a very long run until its curves are whole, in the running app in a real terminal.

The first opening reads all events and keeps what they add up to; later ones, in a new app and again in the same one,
begin with that. Then come pages of its epochs, and the memory of the app that read everything and of one that did not.
"""

import os
import pty
import re
import select
import sys
import time
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import orjson

from store.eventcache import CACHE
from store.run import EVENTS, Run
from store.store import Store
from tests.support.stores import BEGAN, add_run, make_config

SIZES = (100, 100_000, 1_000_000)
"""The first is a run as most are: its opening is what a screen costs."""
OPENINGS, PAGES = 6, 2
PATIENCE = 120.0
APP = "from pathlib import Path; from tui.app import open_app; open_app(Path({root!r}))"
SETTLED, PAUSE = 2.5, 0.5
"""Seconds after which an app has started, its garbage collected; and between two keys that are measured."""
LINE = (
    '{"t":%.1f,"kind":"epoch","epoch":%d,"metrics":{"train.accuracy":%.16f,"train.loss":%.16f,"val.accuracy":%.16f,'
    '"val.loss":%.16f,"val.macro_f1":%.16f,"train.batch_loss":0.5,"lr":0.001},"seconds":1.5,"images_per_second":2100.0}\n'
    '{"t":%.1f,"kind":"checkpoint","what":"last","epoch":%d,"step":0}\n'
)


class Opened(NamedTuple):
    """How long an app took (seconds) to show a run whole, again, and a page of its epochs; its memory (MiB)."""

    first: float
    again: float
    page: float
    memory: float


def make_long_run(root: Path, epochs: int, seed: int = 0) -> Run:
    """Write a run of so many epochs that nobody has read."""
    run = add_run(root, config=make_config(epochs=epochs))
    chance = Random(seed)
    started, *_, finished = (run.folder / EVENTS).read_bytes().splitlines(keepends=True)
    with (run.folder / EVENTS).open("wb") as file:
        file.write(started)
        for epoch in range(1, epochs + 1):
            value, now = 0.9 - 0.5 * 0.98 ** (100 * epoch / epochs) + chance.random() / 20, BEGAN + 1.5 * epoch
            figures = (value + 0.03, 1.7 - value, value, 1.8 - value, value - 0.01)
            file.write((LINE % (now, epoch, *figures, now, epoch)).encode())
        file.write(orjson.dumps(orjson.loads(finished) | {"t": now + 1.0}) + b"\n")
    Store(root).reindex()
    (run.folder / CACHE).unlink(missing_ok=True)
    return run


class App:
    """The app in a pseudo-terminal. What it prints is looked through as it comes, and drawn by nobody."""

    def __init__(self, root: Path) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode at hand
            os.environ.update(TERM="xterm-256color", COLUMNS="160", LINES="45", COLORTERM="truecolor")
            os.execv(sys.executable, [sys.executable, "-c", APP.format(root=str(root))])

    def seconds_until(self, keys: bytes, pattern: bytes) -> float:
        """Type keys and return how long it takes until the app prints what fits a pattern."""
        begun, seen = time.perf_counter(), b""
        os.write(self._terminal, keys)
        while not re.search(pattern, seen):
            if not select.select([self._terminal], [], [], PATIENCE)[0]:
                raise TimeoutError(f"{keys!r} did not show {pattern!r}, but {seen[-500:]!r}")
            seen += os.read(self._terminal, 65536)
        return time.perf_counter() - begun

    def rest(self, seconds: float) -> None:
        """Pass over what is printed for a while."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self._terminal], [], [], left)[0]:
                os.read(self._terminal, 65536)

    def memory(self) -> float:
        """Return the most memory that the app has held so far, in MiB."""
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        assert found
        return int(found[1]) / 1024

    def close(self) -> None:
        """End the app."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)


def use(root: Path, epochs: int) -> Opened:
    """Start the app, open its only run a few times, and turn pages."""
    app = App(root)
    try:
        app.seconds_until(b"", rb"decline")
        app.rest(SETTLED)
        app.seconds_until(b"z", rb"seed 0")
        app.rest(PAUSE)
        keys, took, pages = b"\x1b[B\x1b[B", [], []
        for _ in range(OPENINGS):
            app.seconds_until(keys, rb"seed 0")
            app.rest(PAUSE)
            took.append(app.seconds_until(b"\r", rb"(?s)\b%d +epoch.*\b%d +epoch" % (epochs, epochs)))
            app.rest(PAUSE)
            pages += [app.seconds_until(b"\x1b[5~", rb"\d\.\ds") for _ in range(PAGES)]
            app.rest(PAUSE)
            app.seconds_until(b"\x1b", rb"seed 0")
            app.rest(PAUSE)
            keys = b"\x1b[A\x1b[B"
        return Opened(took[0], median(took[1:]), median(pages), app.memory())
    finally:
        app.close()


def main(*, quick: bool = False) -> None:
    """Print for each length the openings, a page, and the peak of memory."""
    print("                         opened   again     page   memory")
    for epochs in SIZES[:2] if quick else SIZES:
        with TemporaryDirectory() as folder:
            run = make_long_run(Path(folder), epochs)
            size = (run.folder / EVENTS).stat().st_size / 1e6
            for name in ("first", "then"):
                one = use(Path(folder), epochs)
                told = f"{epochs:>9,} epochs, {name}"
                print(f"{told:24} {one.first:5.2f} s {one.again:5.2f} s {one.page * 1e3:5.0f} ms {one.memory:5.0f} MiB")
            if (run.folder / CACHE).exists():
                print(
                    f"{'':9} {size:.0f} MB of events, {(run.folder / CACHE).stat().st_size / 1e6:.1f} MB kept of them"
                )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
