"""`make bench`: every benchmark, one after another, as ratios within one run. Name some to run only these.

`--quick` makes those smaller that can be; other options are for the benchmark that is named.
"""

import sys
from importlib import import_module
from inspect import signature

BENCHMARKS = {
    "events": "a logged line",
    "index": "the index at 10,000 rows, against stock TinyDB",
    "first_paint": "the app's first paint and memory",
    "live": "a screen on which sixteen runs write: keys, figures, the processor",
    "link": "bytes over the line, and keys over a slow one",
    "long_runs": "a run of 100,000 epochs, and of 1,000,000: from the key until its curves are whole",
    "diff": "a diff of 100 groups, and one in a store of 10,000 runs, until it is there",
    "console": "a console of 1 GB: its end, a page up, its beginning, a search, memory",
    "commands": "the commands with 1,000 runs, beside a bare Python",
    "data_path": "the data path, against a DataLoader with torchvision's transforms",
    "queue": "a thousand queued runs on one slot: from an end to the next start",
    "loop": "the loop, against a bare hand-written one",
    "methods": "each regularizer's step, against one without it",
    "probe": "a linear probe over kept features, against full fine-tuning",
}


def main(arguments: list[str]) -> int:
    """Run the benchmarks that were named, or all."""
    names = [name for name in arguments if not name.startswith("-")]
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"no benchmark is called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    for name in names or BENCHMARKS:
        sys.stdout.write(f"\n== {name}: {BENCHMARKS[name]}\n")
        sys.stdout.flush()
        run = import_module(f"tests.benchmarks.{name}").main
        run(**{"quick": True} if "--quick" in arguments and "quick" in signature(run).parameters else {})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
