"""How long a diff takes to open once the program has started: many groups, and groups of a large store.

Each is what the screen waits for: the runs found and read, everything compared, the columns measured. The ratio is to
reading the files of these runs and parsing them as JSON, which nothing that compares them can do without. The
processor's time is what it costs where others use the machine too.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson

from store.compare.catalogue import flatten
from store.run import EVENTS, EXIT, RECORD, STATE
from store.store import Store
from tests.benchmarks.commands import make_runs
from tests.support.stores import BEGAN, VARIANTS, add_run, make_config
from trainer.plan.catalogue import catalogue
from tui.comparing.comparison import Comparer
from tui.widgets.difftable import columns_of, rows_of

GROUPS, SETTINGS = 100, 300
RUNS, FEW_RUNS = 10_000, 400
WIDTH = 150
CHANGED = 0.1
"""The share of its settings in which a variant differs from the baseline."""


def make_variants(root: Path, groups: int) -> list[str]:
    """Fill a store with variants of one run and `SETTINGS` settings each, and return their names."""
    names = ["baseline", *(f"v{number}" for number in range(1, groups))]
    for number, name in enumerate(names):
        add_run(root, variant=name, created=BEGAN + 60 * number, config=_many_settings(random.Random(number)))
    Store(root).reindex()
    return [f"decline/{name}" for name in names]


def _many_settings(chance: random.Random) -> dict[str, Any]:
    config = make_config()
    floats = [info for info in catalogue() if info.path.count(".") == 2 and type(info.default) is float]
    for info in floats:
        _, method, name = info.path.split(".")
        changed = info.default + chance.random() if chance.random() < CHANGED else info.default
        config["regularizers"].setdefault(method, {})[name] = changed
    missing = SETTINGS - len(flatten(config))
    config["network"]["more"] = {f"setting_{number}": number for number in range(missing)}
    return config


def open_diff(root: Path, names: Sequence[str]) -> None:
    """Do what the screen does before it shows a diff."""
    found = Comparer(root, names).compare().shown(everything=False)
    columns_of(found, list(rows_of(found)), WIDTH)


def read_bare(root: Path, names: Sequence[str]) -> None:
    """Read the files of the same runs, and parse them."""
    for run in (run for runs in Store(root).find_groups(names) for run in runs):
        for name in (RECORD, STATE, EXIT):
            orjson.loads((run.folder / name).read_bytes())
        for line in (run.folder / EVENTS).read_bytes().splitlines():
            orjson.loads(line)


class Cost(NamedTuple):
    """The least seconds that calls took: by the clock, and of the processor."""

    wall: float
    processor: float


def best(work: Callable[[Path, Sequence[str]], None], root: Path, names: Sequence[str], rounds: int) -> Cost:
    """Return the least that a call took; a first one, which imports and warms the caches, does not count."""
    walls, processor = [], []
    for _ in range(rounds + 1):
        begun, used = time.perf_counter(), time.process_time()
        work(root, names)
        walls.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return Cost(min(walls[1:]), min(processor[1:]))


def main(quick: bool = False) -> None:
    """Print a line for each comparison."""
    groups, runs, rounds = (10, FEW_RUNS, 2) if quick else (GROUPS, RUNS, 9)
    with TemporaryDirectory() as folder:
        many, large = Path(folder) / "many", Path(folder) / "large"
        names = make_variants(many, groups)
        make_runs(large, runs)
        seeds = runs // 10 // len(VARIANTS)
        calls = {
            f"{groups} groups of one run, {SETTINGS} settings each": (many, names),
            f"4 groups of {seeds} seeds, of {runs:,} runs": (large, [f"decline-3/{name}" for name in VARIANTS]),
        }
        print(f"{'until the diff is there, beyond start-up':<48} wall s  processor s   over reading the files alone")
        for what, (root, compared) in calls.items():
            ours, bare = best(open_diff, root, compared, rounds), best(read_bare, root, compared, rounds)
            ratio = ours.processor / bare.processor
            print(f"{what:<48} {ours.wall:>6.3f} {ours.processor:>12.3f} {ratio:>10.1f}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
