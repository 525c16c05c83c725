"""The loop against a bare hand-written PyTorch loop on the same model, data and batch; and what a logged line costs.

Both run in one process, in turns; what counts is the ratio of the medians.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, redirect_stdout
from copy import deepcopy
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from trainer.engine.build import build
from trainer.engine.examples import TensorSet
from trainer.engine.loop import Loop
from trainer.engine.measuring import Measurer
from trainer.engine.optimizers import build_optimizer
from trainer.engine.prepare import Prepared, prepare
from trainer.engine.reporter import Reporter
from trainer.plan.config import Config
from trainer.plan.parse import parse_config

CPU = torch.device("cpu")
CASES = {
    "small_cnn 28×28": ({"name": "small_cnn"}, 28, 64, 12, 9),
    "googlenet 32×32": ({"name": "googlenet"}, 32, 32, 4, 7),
    "mlp 64": ({"name": "mlp"}, 8, 32, 300, 15),
}
"""Network, side of the pictures, batch, steps a round, rounds."""


def measure(name: str, folder: Path) -> dict[str, float]:
    """Return the median seconds of a step: of the bare loop, of it with our optimizer (`kernels`), of our loop."""
    network, size, batch, steps, rounds = CASES[name]
    training = {"batch_size": batch, "epochs": 10_000, "device": "cpu"}
    config = parse_config({"data": {"name": "digits", "size": size}, "network": network, "training": training})
    torch.set_num_threads(config.training.threads)
    prepared = prepare(config, CPU)
    parts = build(config, 1, prepared, CPU, None)
    with closing(Reporter(folder)) as reporter:
        loop = Loop(parts, Measurer(parts, None), reporter, folder)
        calls = {
            "bare": _bare(deepcopy(parts.ctx.model), prepared, batch, torch.optim.Adam),
            "kernels": _bare(deepcopy(parts.ctx.model), prepared, batch, partial(_our_adam, config)),
            "ours": stepping(loop),
        }
        times: dict[str, list[float]] = {which: [] for which in calls}
        for _ in range(rounds):
            for which, call in calls.items():
                begun = time.perf_counter()
                call(steps)
                times[which].append((time.perf_counter() - begun) / steps)
    return {which: median(values[1:]) for which, values in times.items()}


def _our_adam(config: Config, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    return build_optimizer(config.optimizer, [{"params": list(parameters)}])


def _bare(
    model: nn.Module, prepared: Prepared, batch: int, adam: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
) -> Callable[[int], None]:
    """Return a loop as one writes it by hand: a random order, batches cut from the tensor on the device, Adam."""
    data = prepared.train
    assert isinstance(data, TensorSet)
    optimizer = adam(model.parameters())

    def steps() -> Iterator[None]:
        model.train()
        while True:
            total = torch.zeros(())
            order = torch.randperm(len(data))
            for start in range(0, len(order) - batch + 1, batch):
                places = order[start : start + batch]
                inputs, labels = data.inputs[places], data.labels[places]
                output: Any = model(prepared.normalize(inputs.float() / 255 if inputs.dtype is torch.uint8 else inputs))
                logits, *auxiliary = output if isinstance(output, tuple) else (output,)
                loss = cross_entropy(logits, labels)
                for head in auxiliary:
                    loss = loss + 0.3 * cross_entropy(head, labels)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # of torch
                optimizer.step()
                total += loss.detach()
                yield

    stream = steps()
    return lambda count: [next(stream) for _ in range(count)] and None


def stepping(loop: Loop) -> Callable[[int], None]:
    """Return the program's own loop, progress lines and all, without what happens between epochs."""

    def run(count: int) -> None:
        target = loop.taken + count
        while loop.taken < target:
            if not loop.steps_of_epoch(lambda taken: taken >= target):
                loop.begin_next()

    return run


def line_costs(folder: Path, count: int = 2000) -> dict[str, float]:
    """Return the microseconds that one progress line and one epoch line take."""
    reporter = Reporter(folder)
    names = ("loss", "accuracy", "macro_f1", "calibration_error")
    metrics = {f"{split}.{name}": 0.123456789 for split in ("train", "val") for name in names}
    epoch = {"metrics": metrics | {"train.batch_loss": 0.5, "lr": 0.001}, "seconds": 1.0, "images_per_second": 1.0}
    calls = {
        "progress": lambda: reporter.progress(1, 2, 3, 0.5, 64),
        "epoch": lambda: reporter.epoch(1, 20, **epoch),
    }
    costs = {}
    with redirect_stdout(StringIO()):
        for name, call in calls.items():
            times = []
            for _ in range(count):
                begun = time.perf_counter()
                call()
                times.append(time.perf_counter() - begun)
            costs[name] = median(times) * 1e6
    reporter.close()
    return costs


def main() -> None:
    """Print the table."""
    print("the loop            bare µs/step   ours µs/step   images/s, ours over bare")
    with TemporaryDirectory() as folder:
        for name in CASES:
            found = {which: seconds * 1e6 for which, seconds in measure(name, Path(folder)).items()}
            print(f"{name:<18} {found['bare']:>13.0f} {found['ours']:>14.0f} {found['bare'] / found['ours']:>26.3f}")
        own = found["ours"] - found["kernels"]
        print(f"the loop's own part of a step of the mlp, beside the same kernels in a bare loop: {own:.0f} µs")
        costs = line_costs(Path(folder))
    print(f"logging: a progress line {costs['progress']:.0f} µs, an epoch line with its fsync {costs['epoch']:.0f} µs")


if __name__ == "__main__":
    main()
