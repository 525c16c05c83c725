"""The data path against a DataLoader with two workers and torchvision's transforms: crop and flip, drawn per example.

Both give normalized batches of the same pictures, in one process, in turns; what counts is the ratio of the medians.
"""

import time
from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import NamedTuple

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from trainer.engine.examples import TensorSet
from trainer.engine.normalizing import Normalize
from trainer.regularizers.context import Context
from trainer.regularizers.crop_and_flip import RandomCrop, RandomFlip

CPU = torch.device("cpu")
WORKERS, BATCH, PADDING = 2, 128, 4
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Case(NamedTuple):
    """Side of the pictures, how many there are, and the batches that are timed in a round."""

    side: int
    pictures: int
    batches: int


CASES = (Case(28, 20_000, 120), Case(96, 4_000, 24))


class Pictures(Dataset[tuple[Tensor, int]]):
    """Pictures as a person hands them to a DataLoader: uint8 tensors, transformed one by one.

    Of torchvision's ways to say this (these, `v2`, and PIL pictures) it is the fastest.
    """

    def __init__(self, pixels: Tensor, labels: Tensor, side: int) -> None:
        self.pixels, self.labels = pixels, labels
        self.transform = transforms.Compose(
            [
                transforms.RandomCrop(side, padding=PADDING),
                transforms.RandomHorizontalFlip(),
                transforms.ConvertImageDtype(torch.float32),
                transforms.Normalize(MEAN, DEVIATION),
            ]
        )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, place: int) -> tuple[Tensor, int]:
        return self.transform(self.pixels[place]), int(self.labels[place])


def ours(pixels: Tensor, labels: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield batches as the loop gets them and its step prepares them, epoch after epoch."""
    examples, normalize = TensorSet(pixels, labels), Normalize((MEAN, DEVIATION), CPU)
    crop, flip = RandomCrop(padding=PADDING), RandomFlip()
    ctx = Context(seed=0, device=CPU, classes=10, epochs=1)
    while True:
        ctx.epoch, ctx.step = ctx.epoch + 1, 0
        for inputs, targets in examples.batches(torch.randperm(len(examples)), BATCH):
            yield normalize(flip.transform_inputs(crop.transform_inputs(inputs, ctx), ctx)), targets
            ctx.step += 1


def theirs(pixels: Tensor, labels: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the batches of a DataLoader, epoch after epoch; its workers go on living between epochs."""
    pictures = Pictures(pixels, labels, pixels.shape[-1])
    loader = DataLoader(pictures, BATCH, shuffle=True, num_workers=WORKERS, persistent_workers=True)
    while True:
        yield from loader


def measure(case: Case, rounds: int) -> dict[str, float]:
    """Return the median images per second of both, after a round that does not count."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (case.pictures, 3, case.side, case.side), dtype=torch.uint8, generator=generator)
    labels = torch.randint(0, 10, (case.pictures,), generator=generator)
    streams = {"ours": ours(pixels, labels), "theirs": theirs(pixels, labels)}
    speeds: dict[str, list[float]] = {name: [] for name in streams}
    for _ in range(rounds + 1):
        for name, stream in streams.items():
            begun = time.perf_counter()
            images = sum(len(inputs) for inputs, _ in islice(stream, case.batches))
            speeds[name].append(images / (time.perf_counter() - begun))
    return {name: median(values[1:]) for name, values in speeds.items()}


def main(*, quick: bool = False) -> None:
    """Print the table."""
    torch.set_num_threads(1)
    print(f"the data path       DataLoader, {WORKERS} workers   ours, 1 thread   images/s, ours over DataLoader")
    for case in CASES:
        found = measure(case._replace(batches=case.batches // 4) if quick else case, rounds=3 if quick else 7)
        name = f"{case.side}×{case.side}, batch {BATCH}"
        print(f"{name:<22} {found['theirs']:>18,.0f} {found['ours']:>16,.0f} {found['ours'] / found['theirs']:>31.1f}")


if __name__ == "__main__":
    main()
