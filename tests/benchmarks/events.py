"""What a logged line costs: with its sync to the disk, without, and beside a bare write of the same bytes.

All run in one process, in turns; what counts is the ratio of the medians.
"""

import os
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import orjson

from store.events import EventReader, EventWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

METRICS = {f"{split}.{name}": 0.123456789 for split in ("train", "val") for name in ("loss", "accuracy", "macro_f1")}
COUNT, FEW = 2000, 200
TURN = 50
"""Lines that one way writes before it is the next one's turn."""


def run(folder: Path, count: int = COUNT) -> dict[str, float]:
    """Return the median microseconds of each way to log a line with six metrics."""
    line = orjson.dumps({"t": time.time(), "kind": "epoch", "epoch": 1, "metrics": METRICS}) + b"\n"
    with ExitStack() as stack:
        writer = stack.enter_context(EventWriter(folder / "events.jsonl"))
        unsynced = stack.enter_context(EventWriter(folder / "progress.jsonl"))
        bare = stack.enter_context(bare_file(folder / "bare"))
        synced = stack.enter_context(bare_file(folder / "synced"))
        calls: dict[str, Callable[[], object]] = {
            "progress line": lambda: unsynced.write("progress", epoch=1, metrics=METRICS),
            "bare write of the same line": lambda: os.write(bare, line),
            "epoch line": lambda: writer.write("epoch", epoch=1, metrics=METRICS),
            "bare write and fdatasync": lambda: write_and_sync(synced, line),
        }
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(count // TURN):
            for name, call in calls.items():
                begun = time.perf_counter()
                for _ in range(TURN):
                    call()
                times[name].append((time.perf_counter() - begun) / TURN * 1e6)
    return {name: median(taken) for name, taken in times.items()}


def write_and_sync(descriptor: int, line: bytes) -> None:
    os.write(descriptor, line)
    os.fdatasync(descriptor)


@contextmanager
def bare_file(path: Path) -> "Iterator[int]":
    """Open a file to append to, as a program does that knows nothing of ours."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def reading(path: Path) -> tuple[int, float]:
    """Return how many events a file has, and the microseconds that reading one takes."""
    begun = time.perf_counter()
    count = len(EventReader(path).read_new())
    return count, (time.perf_counter() - begun) / count * 1e6


def main(quick: bool = False) -> None:
    """Print the figures and their ratios."""
    with TemporaryDirectory() as folder:
        costs = run(Path(folder), FEW if quick else COUNT)
        count, each = reading(Path(folder) / "events.jsonl")
    print("logging a line of six metrics                    µs   over bare")
    for ours, bare in (("progress line", "bare write of the same line"), ("epoch line", "bare write and fdatasync")):
        print(f"{ours:<45} {costs[ours]:>5.1f} {costs[ours] / costs[bare]:>11.2f}")
        print(f"  {bare:<43} {costs[bare]:>5.1f}")
    print(f"reading {count:,} of them takes {each:.2f} µs each")


if __name__ == "__main__":
    main()
