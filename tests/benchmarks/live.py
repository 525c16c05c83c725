"""A busy screen: 16 runs write ten figures a second each into a store of 10,000; what keys and figures wait for.

Each figure is a number of its own, so that it is known when it is on its way to the terminal. One that a newer figure
of its run has overtaken counts as shown with that. Beside it the processor's share, idle and busy.
"""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread

import psutil
import pyte

from store.events import EventWriter
from store.run import EVENTS, Run
from store.status import Status
from tests.benchmarks.terminal import Link, nobody, opened, percentile
from tests.support.stores import add_run, make_config, make_store

RUNS, LIVE, EACH = 10_000, 16, 10.0
SECONDS, IDLE_SECONDS, PRESSES = 20.0, 10.0, 100
FIGURE = re.compile(r"0\.\d{4}")
SETTLED = 3.0
"""Seconds after the first paint until an app has read ahead what follows it, which it does once."""
COLUMNS, LINES = 160, 45
LATER = 2_000_000_000.0


class Writers:
    """Writes figures of live runs, each with a value of its own, and takes note of when one is on its way."""

    def __init__(self, runs: list[Run]) -> None:
        self._writers = [EventWriter(run.folder / EVENTS) for run in runs]
        self._stop, self._lock = Event(), Lock()
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._waiting: dict[bytes, tuple[int, float]] = {}
        self._unseen: list[dict[bytes, float]] = [{} for _ in runs]
        self.waited: list[float] = []
        """Seconds from each figure's writing to its way to the terminal."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write for as long as this lasts."""
        thread = Thread(target=self._write)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _write(self) -> None:
        number, began = 0, time.perf_counter()
        while not self._stop.wait(max(0.0, began + number / (EACH * len(self._writers)) - time.perf_counter())):
            place, epoch = number % len(self._writers), number // len(self._writers) + 1
            text = f"0.{1000 + number % 9000:04}"
            with self._lock:
                now = time.perf_counter()
                self._waiting[text.encode()] = place, now
                self._unseen[place][text.encode()] = now
            metrics = {"val.accuracy": float(text), "val.loss": 0.5, "train.accuracy": 0.5, "train.loss": 0.5}
            self._writers[place].write("epoch", epoch=epoch, metrics=metrics, seconds=0.1)
            number += 1

    def see(self, data: bytes, now: float) -> None:
        """Take note of the figures on the screen that what was printed adds up to."""
        with self._lock:
            self._stream.feed(data)
            lines = [self._screen.buffer[y] for y in sorted(self._screen.dirty) if y < LINES]
            self._screen.dirty.clear()
            shown = "".join(line[x].data for line in lines for x in range(COLUMNS))
            for text in map(str.encode, FIGURE.findall(shown)):
                if text in self._waiting:
                    place, written = self._waiting.pop(text)
                    older = {one: then for one, then in self._unseen[place].items() if then <= written}
                    self.waited += [now - then for then in older.values()]
                    for one in older:
                        del self._unseen[place][one]
                        self._waiting.pop(one, None)


def live_runs(root: Path, count: int) -> list[Run]:
    """Add runs that live for as long as this process does, newer than all others, a variant each."""
    return [
        add_run(
            root,
            experiment="live",
            variant=f"v{place:02}",
            epochs=2,
            config=make_config("baseline", 1_000_000),
            status=Status.RUNNING,
            created=LATER,
        )
        for place in range(count)
    ]


def _answers(link: Link, presses: int) -> list[float]:
    """Return the seconds from a key that moves the cursor to the cursor's way to the terminal."""
    found = []
    for number in range(presses):
        link.forget()
        pressed = link.press("down" if number % 20 < 10 else "up")
        found.append(link.wait_for("▌".encode()) - pressed)
        time.sleep(0.05)
    return found


def _slow_answers(link: Link) -> tuple[list[float], list[float]]:
    """Return what sorting the other way round, and a letter of a filter, take."""
    sorts, filters = [], []
    link.press("o")
    time.sleep(1.0)
    link.press("best\r")
    time.sleep(1.0)
    for _ in range(10):
        link.forget()
        pressed = link.press("O")
        sorts.append(link.wait_for("[▴▾]".encode()) - pressed)
        link.settle(0.2, 2.0)
    link.press("/")
    time.sleep(1.0)
    for letter in ("v", "0", "1", "\x7f", "\x7f", "0", "2"):  # each leaves other runs than the one before
        link.forget()
        pressed = link.press(letter)
        filters.append(link.wait_for(b"match") - pressed)
        time.sleep(0.3)
    return sorts, filters


def _share(link: Link, seconds: float) -> float:
    """Return the share of a core that the app takes."""
    process = psutil.Process(link.pid)
    before = sum(process.cpu_times()[:2])
    time.sleep(seconds)
    return (sum(process.cpu_times()[:2]) - before) / seconds


def main(*, quick: bool = False) -> None:
    """Print what a busy screen takes."""
    runs, seconds = (500, 5.0) if quick else (RUNS, SECONDS)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        make_store(root, runs, epochs=5 if quick else 100)
        with opened(root) as link:
            link.wait_for(b"decline")
            link.settle()
            time.sleep(SETTLED)
            print(f"idle, {runs:,} runs: {_share(link, IDLE_SECONDS / (4 if quick else 1)):7.1%} of a core")
        living = live_runs(root, LIVE)
        with opened(root) as link:
            link.wait_for(b"live")
            link.settle()
            time.sleep(SETTLED)
            writers = Writers(living)
            writers.see(link.printed, 0.0)
            link.watch = writers.see
            with writers.writing():
                print(f"{LIVE} live runs: {_share(link, seconds):10.1%} of a core")
                _tell("from written to the screen", writers.waited)
                link.watch = nobody  # who reads figures off the screen here would keep the keys' answers waiting
                _tell("a key that moves the cursor", _answers(link, 20 if quick else PRESSES))
                sorts, filters = _slow_answers(link)
                _tell("sorting the other way round", sorts)
                _tell("a letter of a filter", filters)


def _tell(what: str, seconds: list[float]) -> None:
    if not seconds:
        print(f"{what:30} never")
        return
    found = f"median {median(seconds) * 1000:6.0f} ms, of 99 in 100 at most {percentile(seconds, 0.99) * 1000:6.0f} ms"
    print(f"{what:30} {found} ({len(seconds):,} times)")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
