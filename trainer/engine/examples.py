"""Sets of labelled examples that give batches on the device."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from trainer.data.examples import DataError, Examples
from trainer.engine.device import loading_workers, room_for_data
from trainer.engine.pictures import Form, all_pictures, one_picture

Batch = tuple[Tensor, Tensor]


class ExampleSet(Protocol):
    """Labelled examples; `labels` (N,) int64 lie on the device."""

    labels: Tensor

    def __len__(self) -> int:
        """Return the number of examples."""
        ...

    def batches(self, order: Tensor, size: int, first: int = 0) -> Iterator[Batch]:
        """Yield inputs and labels on the device in the given order of places, `size` at a time, from batch `first` on.

        Pictures come as floats (n, C, H, W) in 0…1, feature rows (n, F) standardized.
        """
        ...

    def at(self, places: Tensor) -> Batch:
        """Return the examples at some places, for methods that draw a few of another set; see `batches`."""
        ...


class TensorSet:
    """Examples that lie whole on the device: pictures (N, C, H, W) uint8, or features (N, F) float32."""

    def __init__(self, inputs: Tensor, labels: Tensor) -> None:
        self.inputs = inputs
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    def batches(self, order: Tensor, size: int, first: int = 0) -> Iterator[Batch]:
        """Yield batches; see `ExampleSet`."""
        order = order.to(self.inputs.device)
        for start in range(first * size, len(order), size):
            yield self.at(order[start : start + size])

    def at(self, places: Tensor) -> Batch:
        """Return the examples at some places."""
        inputs = self.inputs.index_select(0, places)
        pixels = inputs.dtype is torch.uint8
        return (inputs.float().div_(255) if pixels else inputs), self.labels.index_select(0, places)


class FileSet:
    """Pictures too many to lie on the device: workers decode and resize them while the device computes."""

    def __init__(self, parts: Sequence[Examples], form: Form, device: torch.device, workers: int) -> None:
        self.labels = labels_of(parts, device)
        self._pictures = _Pictures(parts, form)
        self._device = device
        self._workers = workers

    def __len__(self) -> int:
        return len(self.labels)

    def batches(self, order: Tensor, size: int, first: int = 0) -> Iterator[Batch]:
        """Yield batches; see `ExampleSet`. A broken file raises a `DataError` that names it."""
        order = order.cpu()
        places = [order[start : start + size] for start in range(first * size, len(order), size)]
        pinned = self._device.type == "cuda"
        loader = DataLoader(
            self._pictures,
            batch_sampler=[chunk.tolist() for chunk in places],
            num_workers=self._workers,
            collate_fn=_stacked,
            pin_memory=pinned,
            generator=torch.Generator(),
        )
        for chunk, inputs in zip(places, loader, strict=True):
            if isinstance(inputs, str):
                raise DataError(inputs)
            pixels = inputs.to(self._device, non_blocking=pinned).float().div_(255)
            yield pixels, self.labels.index_select(0, chunk.to(self._device))

    def at(self, places: Tensor) -> Batch:
        """Return the examples at some places, decoded here and now."""
        inputs = _stacked([self._pictures[place] for place in places.tolist()])
        if isinstance(inputs, str):
            raise DataError(inputs)
        return inputs.to(self._device).float().div_(255), self.labels.index_select(0, places.to(self._device))


class _Pictures(Dataset[Tensor | str]):
    """What the workers share: place → picture (C, H, W) uint8, or what is wrong with it.

    A mistake travels as a value, because an exception would come out of a worker wrapped in its traceback.
    """

    def __init__(self, parts: Sequence[Examples], form: Form) -> None:
        self.places = [(part, i) for part, examples in enumerate(parts) for i in range(len(examples))]
        self.parts = [examples.inputs for examples in parts]
        self.form = form

    def __getitem__(self, place: int) -> Tensor | str:
        part, i = self.places[place]
        try:
            return one_picture(self.parts[part][i], self.form)
        except DataError as error:
            return str(error)


def _stacked(items: list[Tensor | str]) -> Tensor | str:
    pictures = [item for item in items if isinstance(item, Tensor)]
    wrong = [item for item in items if isinstance(item, str)]
    return wrong[0] if wrong else torch.stack(pictures)


def picture_set(parts: Sequence[Examples], form: Form, device: torch.device) -> ExampleSet:
    """Return pictures whole on the device if there is room, else as files that workers decode when they are needed."""
    if sum(map(len, parts)) * form.bytes > room_for_data(device):
        return FileSet(parts, form, device, loading_workers())
    return TensorSet(all_pictures(parts, form).to(device), labels_of(parts, device))


def labels_of(parts: Sequence[Examples], device: torch.device) -> Tensor:
    """Return the labels (N,) of several parts, one after the other."""
    return torch.cat([torch.from_numpy(part.labels) for part in parts]).to(device)
