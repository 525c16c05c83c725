"""What goes over the line: bytes to open each screen, bytes a second idle and busy, and keys over 9,600 bytes a second.

At 80×24, in 256 colours and calm as `--calm` makes it, and as it is without. Over the slow line each key is answered
when what it changed has come through, behind whatever stood in line before it.
"""

import re
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.live import LIVE, Writers, live_runs
from tests.benchmarks.terminal import APP, Link, opened, percentile
from tests.support.stores import make_store

SIZE, RATE = (80, 24), 9_600.0
CALM = APP.replace("[", "['--calm', ")
SCREENS = (
    ("the list", ""),
    ("a page down", "end"),
    ("home", "H"),
    ("back", "escape"),
    ("help", "?"),
    ("back", "escape"),
    ("the palette", ":"),
    ("back", "escape"),
    ("the diff", "d"),
    ("its curves", "2"),
    ("where it got worse", "3"),
    ("back", "escape"),
)
"""What is opened one after another, and by which key."""
SECONDS = 10.0


def opening(folder: Path, code: str) -> dict[str, int]:
    """Return the bytes that each screen takes, one after another."""
    found: dict[str, int] = {}
    with opened(folder, size=SIZE, code=code) as link:
        link.wait_for(b"decline")
        link.settle(1.0)
        before = 0
        for name, key in SCREENS:
            if key:
                link.press(key)
                time.sleep(0.3)
                link.settle(1.0)
            found[name] = max(found.get(name, 0), link.read - before)
            before = link.read
    return found


def flowing(folder: Path, code: str, writers: Writers, seconds: float) -> tuple[float, float]:
    """Return bytes a second of a list in which nothing moves, and while all live runs write."""
    with opened(folder, size=SIZE, code=code) as link:
        link.wait_for(b"live")
        link.settle(1.0, 5.0)
        time.sleep(4.0)
        before = link.read
        time.sleep(seconds)
        idle = (link.read - before) / seconds
        with writers.writing():
            time.sleep(1.0)
            before = link.read
            time.sleep(seconds)
            return idle, (link.read - before) / seconds


class Answers(NamedTuple):
    """Seconds until the list is there; of keys that move the cursor, while runs write; until a screen is whole."""

    start: float
    moves: list[float]
    pages: dict[str, float]


def slow_keys(folder: Path, code: str, writers: Writers, presses: int) -> Answers:
    """Press keys over a slow line while the runs write."""
    began = time.perf_counter()
    with opened(folder, size=SIZE, code=code, rate=RATE) as link:
        link.wait_for(b"Help")
        start = time.perf_counter() - began
        link.settle(1.0, 10.0)
        with writers.writing():
            moves = [_answer(link, "down" if number % 10 < 5 else "up", "▌".encode()) for number in range(presses)]
        pages: dict[str, float] = {}
        for name, key in SCREENS[1:]:
            pages[name] = max(pages.get(name, 0.0), _whole(link, key))
    return Answers(start, moves, pages)


def _answer(link: Link, key: str, sign: bytes) -> float:
    time.sleep(0.3)
    link.forget()
    pressed = link.press(key)
    return link.wait_for(re.escape(sign)) - pressed


def _whole(link: Link, key: str) -> float:
    """Return how long it takes until nothing more comes."""
    link.settle(1.0)
    pressed = link.press(key)
    time.sleep(0.3)
    link.settle(1.0)
    return link.newest - pressed


def main(*, quick: bool = False) -> None:
    """Print what goes over the line."""
    seconds, presses = (3.0, 6) if quick else (SECONDS, 40)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        make_store(root, 60 if quick else 1_000, epochs=10)
        ways = {"as it is": APP, "calm": CALM}
        opens = {name: opening(root, code) for name, code in ways.items()}
        print(f"{'bytes to open, at 80×24':32} {'as it is':>10} {'calm':>10}")
        for screen, count in opens["as it is"].items():
            print(f"{screen:32} {count:10,} {opens['calm'][screen]:10,}")
        living = live_runs(root, LIVE)
        for name, code in ways.items():
            idle, busy = flowing(root, code, Writers(living), seconds)
            print(f"{name}: {idle:,.0f} bytes a second idle, {busy:,.0f} while {LIVE} runs write ten figures a second")
        for name, code in ways.items():
            start, moves, pages = slow_keys(root, code, Writers(living), presses)
            print(
                f"over {RATE:,.0f} bytes a second, {name}: the list after {start:.1f} s; a key that moves the cursor:"
            )
            print(f"  median {median(moves):.2f} s, of 99 in 100 at most {percentile(moves, 0.99):.2f} s; ", end="")
            print(", ".join(f"{page} {taken:.2f} s" for page, taken in pages.items()))


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
