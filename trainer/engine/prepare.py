"""From the data that a configuration names to sets that give batches on the device, all in one form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from trainer.data.assemble import assemble
from trainer.data.examples import Assembled, DataError, Examples
from trainer.data.preprocessing import Preprocessing
from trainer.engine.examples import ExampleSet, TensorSet, labels_of, picture_set
from trainer.engine.normalizing import Moments, Normalize, choose_moments, column_moments, picture_moments, unchanged
from trainer.engine.pictures import Form, own_form
from trainer.plan.config import Config


@dataclass
class Prepared:
    """Every set that a run trains or is measured on, and what is done to their inputs."""

    kind: str
    """`images` or `features`."""
    shape: tuple[int, ...]
    """What the network takes: (C, H, W), or (F,)."""
    class_names: tuple[str, ...]
    train: ExampleSet
    validation: ExampleSet
    test: ExampleSet
    preprocessing: Preprocessing
    normalize: Callable[[Tensor], Tensor]
    """Takes a batch as the sets give it; comes after everything that methods do to inputs."""
    source_test: ExampleSet | None = None
    source_class_names: tuple[str, ...] = ()
    source_train: ExampleSet | None = None
    """Where a method of the run needs it."""
    warnings: tuple[tuple[str, str], ...] = ()
    """Setting and text of what was done otherwise than one would expect."""


def prepare(config: Config, device: torch.device, start: Preprocessing | None = None) -> Prepared:
    """Read, split and form the data; `start` is how the inputs of the starting weights were prepared.

    Raises `DataError` for data that cannot be read, or that the network does not take.
    """
    data = assemble(config.data)
    if config.network.takes not in ("any", data.kind):
        kinds = f"network {config.network.label!r} takes {config.network.takes}, but the data are {data.kind}"
        raise DataError(f"{kinds}; choose another network.name")
    source = assemble(config.source) if config.source else None
    if source is not None and source.kind != data.kind:
        raise DataError(f"source: its examples are {source.kind}, but those of data are {data.kind}")
    make = _prepare_pictures if data.kind == "images" else _prepare_rows
    prepared = make(config, data, source, start, device)
    if data.left_out:
        text = f"left out {data.left_out} examples that are in validation or test, too"
        prepared.warnings = (("data.extra", text),)
    return prepared


def _prepare_pictures(
    config: Config, data: Assembled, source: Assembled | None, start: Preprocessing | None, device: torch.device
) -> Prepared:
    form = _form(config, data.train[0])
    channels = config.network.channels or (start.shape[0] if start else form.channels)
    if channels == 1 and form.channels == 3:
        form = Form(1, form.height, form.width, form.resize)
    train = picture_set(data.train, form, device)
    moments = choose_moments(config, start, channels) or picture_moments(train, channels)
    shape = (channels, form.height, form.width)
    fitted = Form(form.channels, form.height, form.width)
    return Prepared(
        "images",
        shape,
        data.class_names,
        train,
        picture_set((data.validation,), form, device),
        picture_set((data.test,), form, device),
        Preprocessing("images", shape, form.channels, *moments, data.class_names),
        Normalize(moments, device),
        picture_set((source.test,), fitted, device) if source else None,
        source.class_names if source else (),
        picture_set(source.train, fitted, device) if source and _needs_source(config) else None,
    )


def _needs_source(config: Config) -> bool:
    return any(method.needs_source for method in config.methods())


def _form(config: Config, examples: Examples) -> Form:
    channels, height, width = own_form(examples)
    side = config.data.size
    return Form(config.data.channels or channels, side or height, side or width, side is not None)


def _prepare_rows(
    config: Config, data: Assembled, source: Assembled | None, start: Preprocessing | None, device: torch.device
) -> Prepared:
    rows = _rows(data.train)
    width = rows.shape[1]
    if source is not None and source.test.inputs.shape[1] != width:  # type: ignore[union-attr]  # rows are an array
        raise DataError(f"source: its rows have another number of features than the {width} of data")
    moments = choose_moments(config, start, width) or column_moments(rows)

    def standardized(*parts: Examples) -> TensorSet:
        mean, deviation = (torch.tensor(values, dtype=torch.float64) for values in moments)
        inputs = (_rows(parts).double() - mean) / deviation
        return TensorSet(inputs.float().to(device), labels_of(parts, device))

    return Prepared(
        "features",
        (width,),
        data.class_names,
        standardized(*data.train),
        standardized(data.validation),
        standardized(data.test),
        _row_preprocessing(moments, data),
        unchanged,
        standardized(source.test) if source else None,
        source.class_names if source else (),
        standardized(*source.train) if source and _needs_source(config) else None,
    )


def _row_preprocessing(moments: Moments, data: Assembled) -> Preprocessing:
    return Preprocessing("features", (len(moments[0]),), 0, *moments, data.class_names, data.columns)


def _rows(parts: Sequence[Examples]) -> Tensor:
    return torch.from_numpy(np.concatenate([np.asarray(part.inputs) for part in parts]))
