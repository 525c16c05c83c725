"""What each regularizer costs: the time of a training step as a multiple of one without it.

A method and the bare run take turns in one process; what counts is the ratio of the medians. With `--write` the figures
go where `backslide settings` and docs/regularizers.md have them from.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch

from store.run import BEST
from tests.benchmarks.loop import stepping
from tests.layers.imports import ROOT
from tests.trainer.regularizers.contract import example
from trainer.engine.build import build
from trainer.engine.loop import Loop
from trainer.engine.measuring import Measurer
from trainer.engine.others import Others
from trainer.engine.prepare import prepare
from trainer.engine.reporter import Reporter
from trainer.engine.run import train_config
from trainer.engine.start import load
from trainer.plan.catalogue import methods_by_group
from trainer.plan.methods import COSTS
from trainer.plan.parse import parse_config
from trainer.regularizers.base import Regularizer

CPU = torch.device("cpu")
BATCH = 64
STEPS, ROUNDS = 5, 7
Sections = dict[str, Any]
PICTURES: Sections = {
    "data": {"name": "digits", "size": 28, "classes": [str(digit) for digit in range(9)]},
    "network": {"name": "small_cnn"},
    "source": {"name": "digits", "size": 28},
}
ROWS: Sections = {
    "data": {"name": "csv", "path": str(ROOT / "experiments/data"), "label": "diagnosis"},
    "network": {"name": "mlp", "widths": [256, 256]},
}


def sections_of(method: type[Regularizer]) -> Sections:
    """Return the data and the network that a method is timed on: pictures of 28×28 where it can."""
    given = dict(PICTURES if "images" in method.applies_to else ROWS)
    needed = method.example_sections
    if "network" in needed:
        given["network"] = needed["network"]
    if "data" in needed and "images" in method.applies_to:
        given["data"] = PICTURES["data"] | {"classes": [str(digit) for digit in range(10)]}
    return given


class Stand:
    """Loops over the same sections, with and without a method, that begin with the same weights.

    `start` is a run on the source task, `other` one on the task itself.
    """

    def __init__(self, given: Sections, folder: Path) -> None:
        self.given, self.folder = given, folder
        training = {"batch_size": BATCH, "epochs": 10_000, "device": "cpu", "measured_examples": 64}
        self.raw = {**given, "training": training}
        for name, data in (("start", given.get("source", given["data"])), ("other", given["data"])):
            sections = {"data": data, "network": given["network"], "training": training | {"epochs": 1}}
            train_config(parse_config(sections), 1, folder / name)
        self.start = folder / "start" / BEST

    def steps(self, methods: Sections, reporter: Reporter) -> Callable[[int], None]:
        """Return what takes a number of steps with these methods."""
        network = self.given["network"] | {"start": f"file:{self.start}"}
        config = parse_config(self.raw | {"network": network, "regularizers": methods})
        prepared = prepare(config, CPU)
        start = load(config.network, self.start, prepared.shape)
        parts = build(config, 1, prepared, CPU, start)
        parts.ctx.others = Others(parts, {"run:other": [self.folder / "other"]}, start)
        loop = Loop(parts, Measurer(parts, start), reporter, self.folder)
        for method in loop.hooks.before_training:
            method.before_training(parts.ctx)
        return stepping(loop)


def measure(name: str, method: type[Regularizer], stand: Stand) -> dict[str, float]:
    """Return how many times the bare step's time a step takes and, of methods on pictures, the µs a picture."""
    with closing(Reporter(stand.folder)) as reporter, redirect_stdout(StringIO()):
        runs = {"bare": stand.steps({}, reporter), "with": stand.steps({name: example(method)}, reporter)}
        times: dict[str, list[float]] = {which: [] for which in runs}
        for _ in range(ROUNDS):
            for which, run in runs.items():
                begun = time.perf_counter()
                run(STEPS)
                times[which].append((time.perf_counter() - begun) / STEPS)
    bare, taken = (median(times[which][1:]) for which in ("bare", "with"))
    found = {"step": round(taken / bare, 2)}
    if method.group == "images":
        found["picture"] = round(max(taken - bare, 0) / BATCH * 1e6, 1)
    return found


def main() -> None:
    """Print the table, and with `--write` keep it."""
    torch.set_num_threads(1)
    stands: dict[str, Stand] = {}
    found: dict[str, dict[str, float]] = {}
    print("method                        step / bare   µs a picture")
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()) as hidden:
        for name, method in methods_by_group():
            given = sections_of(method)
            key = json.dumps(given, sort_keys=True)
            if key not in stands:
                stands[key] = Stand(given, Path(folder, str(len(stands))))
            found[name] = measure(name, method, stands[key])
            hidden.truncate(0)
            line = f"{name:<29} {found[name]['step']:>11.2f}"
            usual = "" if method.group == "images" or found[name]["step"] <= method.usual_cost else "   more than usual"
            picture = f"{found[name]['picture']:>15.1f}" if "picture" in found[name] else ""
            sys.__stdout__.write(f"{line}{picture}{usual}\n")
            sys.__stdout__.flush()
    if "--write" in sys.argv:
        file = ROOT / "trainer/regularizers" / COSTS
        file.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
