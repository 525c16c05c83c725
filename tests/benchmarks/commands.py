"""What the commands take with 1,000 runs in the store, beside `python -c pass` and a bare typer program.

Each call is a process of its own, with compiled bytecode at hand as an installed program has it; they take turns.
User time is what the command itself costs where others use the machine too.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.support.stores import make_store

RUNS, FEW_RUNS = 1_000, 40
EXPERIMENTS = 10
"""The runs are of so many experiments, each of four variants, so that 1,000 runs give groups of 25 seeds."""
FILE = Path(__file__).parents[2] / "experiments" / "decline.toml"
BARE = {
    "python -c pass": ["-c", "pass"],
    "a bare typer program": ["-c", "import typer\napp = typer.Typer()\napp.command()(lambda: None)\napp()"],
}
WARM_UP = 1


class Cost(NamedTuple):
    """Seconds that a call took: by the clock, and of the processor in user mode."""

    wall: float
    user: float


def make_runs(root: Path, runs: int) -> str:
    """Fill a store with several experiments and return a run's id."""
    for number in range(EXPERIMENTS):
        name = f"decline-{number}"
        store = make_store(root, runs // EXPERIMENTS, experiment=name, indexed=number == EXPERIMENTS - 1)
    return store.rows()[0].id


def commands(run: str) -> dict[str, list[str]]:
    """Return the calls that are measured, by name."""
    calls = {
        "--help": ["--help"],
        "list": ["list"],
        "diff": ["diff", "decline-0/baseline", "decline-0/tuned"],
        "table": ["table", "decline-0"],
        "show": ["show", run],
        "check": ["check", str(FILE)],
    }
    return {f"backslide {name}": ["-m", "tui", *words] for name, words in calls.items()}


def call(words: list[str], environment: dict[str, str]) -> Cost:
    """Run a Python program to its end; a failure of it is an error here."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    taken = time.perf_counter() - begun
    return Cost(taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)


def measure(calls: dict[str, list[str]], environment: dict[str, str], rounds: int) -> dict[str, Cost]:
    """Return each call's medians; the first round, which compiles and warms the caches, does not count."""
    found: dict[str, list[Cost]] = {name: [] for name in calls}
    for number in range(WARM_UP + rounds):
        for name, words in calls.items():
            one = call(words, environment)
            if number >= WARM_UP:
                found[name].append(one)
    return {
        name: Cost(median(one.wall for one in costs), median(one.user for one in costs))
        for name, costs in found.items()
    }


def main(quick: bool = False) -> None:
    """Print the table."""
    runs = FEW_RUNS if quick else RUNS
    with TemporaryDirectory() as folder:
        root = Path(folder) / "runs"
        calls = BARE | commands(make_runs(root, runs))
        extra = {"BACKSLIDE_STORE": str(root), "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | extra
        found = measure(calls, environment, 2 if quick else 7)
    bare = {name: found[name] for name in BARE}
    print(f"{f'commands, {runs:,} runs in the store':<36} wall s   user s   user over {'   over '.join(BARE)}")
    for name, cost in found.items():
        ratios = "".join(f"{cost.user / one.user:>{len(title) + 8}.1f}" for title, one in bare.items())
        print(f"{name:<36} {cost.wall:>6.3f} {cost.user:>8.3f}   {ratios}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
