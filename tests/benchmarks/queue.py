"""A long queue on one slot: from a run's end to the next one's start, and what the dispatcher costs.

Children are stand-ins that write three events. A start takes two processes, the supervisor and the child.
"""

import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import psutil

from store.events import EventReader
from store.run import Run
from store.store import Store
from tests.trainer.launch.scene import STAND_IN, queue, wait_until
from trainer.launch.dispatcher import about, ensure_dispatcher, is_alive
from trainer.launch.stop import request_stop

RUNS = 1000
ENDS = 60
"""Runs that are waited for; the others are stopped then."""


def measured(folder: Path) -> tuple[list[float], float]:
    """Return the seconds from each end to the next start, and the dispatcher's share of a core meanwhile."""
    os.environ |= {
        "BACKSLIDE_CLAIMS": str(folder / "claims"),
        "BACKSLIDE_CPU_SLOTS": "1",
        "BACKSLIDE_CHILD": str(STAND_IN),
    }
    store = Store(folder / "runs")
    runs = queue(store, RUNS)
    ensure_dispatcher(store)
    wait_until(lambda: runs[2].standing().status.ended)
    dispatcher, begun = psutil.Process(about(store.root)["pid"]), time.monotonic()
    before = sum(dispatcher.cpu_times()[:2])
    wait_until(lambda: runs[ENDS - 1].standing().status.ended, 600)
    share = (sum(dispatcher.cpu_times()[:2]) - before) / (time.monotonic() - begun)
    request_stop(store, runs)
    wait_until(lambda: not is_alive(store.root))
    return [_start(after) - _end(one) for one, after in pairwise(runs[2:ENDS])], share


def _start(run: Run) -> float:
    return next(event["t"] for event in _events(run) if event["kind"] == "started")


def _end(run: Run) -> float:
    return next(event["t"] for event in _events(run) if event["kind"] == "finished")


def _events(run: Run) -> list[dict[str, float]]:
    return EventReader(run.folder / "events.jsonl").read_new()


def bare(count: int = 20) -> float:
    """Return the median seconds that a Python takes that imports nothing."""
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-P", "-c", ""], check=True)
        taken.append(time.perf_counter() - begun)
    return median(taken)


def main() -> None:
    with TemporaryDirectory() as folder:
        gaps, share = measured(Path(folder))
    python = bare()
    print(f"end of a run → start of the next, {RUNS:,} in the queue: median {median(gaps):.3f} s, ", end="")
    print(f"95 % within {quantiles(gaps, n=20)[-1]:.3f} s; two bare Pythons take {2 * python:.3f} s")
    print(f"ratio {median(gaps) / (2 * python):.1f}; the dispatcher takes {share:.1%} of a core meanwhile")


if __name__ == "__main__":
    main()
