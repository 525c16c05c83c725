"""From the key that opens a very long run until its curves are whole, in the running app in a real terminal.

The first opening reads all events and keeps what they add up to; later ones, in a new app and again in the same one,
begin with that. Then come pages of its epochs, and the memory of the app that read everything and of one that did not.
"""

import re
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
from tests.benchmarks.terminal import Link, opened
from tests.support.stores import BEGAN, add_run, make_config

SIZES = (100, 100_000, 1_000_000)
"""The first is a run as most are: its opening is what a screen costs."""
OPENINGS, PAGES = 6, 2
PATIENCE = 120.0
DOWN, PAGE_UP = "\x1b[B", "\x1b[5~"
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


def seconds_until(app: Link, keys: str, pattern: bytes) -> float:
    """Type keys and return how long it takes until the app prints what fits a pattern; then rest for a moment."""
    app.forget()
    pressed = app.press(keys)
    took = app.wait_for(pattern, PATIENCE) - pressed
    time.sleep(PAUSE)
    return took


def memory(app: Link) -> float:
    """Return the most memory that the app has held so far, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{app.pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def use(root: Path, epochs: int) -> Opened:
    """Start the app, open its only run a few times, and turn pages."""
    with opened(root) as app:
        app.wait_for(b"decline")
        time.sleep(SETTLED)
        seconds_until(app, "z", rb"seed 0")
        app.press(DOWN + DOWN)
        time.sleep(PAUSE)
        took, pages = [], []
        for _ in range(OPENINGS):
            took.append(seconds_until(app, "enter", rb"(?s)\b%d +epoch.*\b%d +epoch" % (epochs, epochs)))
            pages += [seconds_until(app, PAGE_UP, rb"\d{4}") for _ in range(PAGES)]
            seconds_until(app, "escape", rb"seed 0")
        return Opened(took[0], median(took[1:]), median(pages), memory(app))


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
